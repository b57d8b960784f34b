"""How often statements of a given raw score are right: fits the table src/reading/confidence.ron.

    calibrate.py FOLDER=PREDICTIONS.jsonl polnear=PREDICTIONS.jsonl > src/reading/confidence.ron

FOLDER holds NAME.txt and NAME.gold.jsonl (documents that the model has not seen); PREDICTIONS.jsonl is what
`standpoint read --format jsonl --raw-confidence` prints for them (scores as they are before this table). A statement is right if it pairs with a gold statement by score_statements.py: the same place, the
same actor and the same relation. Isotonic regression (pool adjacent violators) of right on score, then at most eight
points of it, between which the program interpolates.
"""
import collections, glob, json, os, sys

SHARED = os.environ.get('STANDPOINT_SHARED', os.path.join(os.path.dirname(__file__), '..', '..', 'shared'))
sys.path.insert(0, os.path.join(SHARED, 'eval'))
import score_statements as S
import score_attributions as A
import polnear


def statements(folder, path):
    predicted = collections.defaultdict(list)
    for p in S.load(path):
        predicted[p['document']].append(p)
    out = []
    for gold_path in sorted(glob.glob(os.path.join(folder, '*.gold.jsonl'))):
        name = os.path.basename(gold_path)[:-len('.gold.jsonl')]
        text = open(gold_path[:-len('.gold.jsonl')] + '.txt', encoding='utf-8', newline='').read()
        gold = [S.shape(text, g) for g in S.load(gold_path)]
        pred = [S.shape(text, p) for p in predicted.get(name, [])]
        right = set()
        for i, j in S.pair(gold, pred):
            g, p = gold[i], pred[j]
            if S.overlap(g, p) >= 0.5 and S.same_actor(g, p) and g['relation'] == p['relation']:
                right.add(j)
        out += [(p['raw']['confidence'], int(j in right)) for j, p in enumerate(pred)]
    return out


def attributions(path):
    docs = polnear.load(os.path.join(SHARED, 'polnear'), 'dev')
    rows = collections.defaultdict(list)
    for p in S.load(path):
        rows[p['document']].append(p)
    out = []
    for name, ps in rows.items():
        text, gold = docs[name]
        g = [dict((r, A.characters(text, x[r])) for r, _ in A.ROLES) for x in gold]
        q = [{'source': A.characters(text, p['actor']['spans']), 'cue': A.characters(text, p['cue']['spans']),
              'content': A.characters(text, p['content']['spans'])} for p in ps]
        right = {j for i, j in A.align(g, q) if A.iou(g[i]['content'], q[j]['content']) >= 0.5
                 and (A.iou(g[i]['source'], q[j]['source']) >= 0.5 or not g[i]['source'])}
        out += [(p['confidence'], int(j in right)) for j, p in enumerate(ps)]
    return out


def isotonic(pairs):
    """Pool adjacent violators: [(mean score, share right, count)]."""
    blocks = []
    for x, y in sorted(pairs):
        blocks.append([x, y, 1])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            b = blocks.pop()
            blocks[-1] = [blocks[-1][0] + b[0], blocks[-1][1] + b[1], blocks[-1][2] + b[2]]
    return [(x / n, y / n, n) for x, y, n in blocks]


def reliability(pairs):
    for low in (0, .1, .2, .3, .4, .5, .6, .7, .8, .9):
        part = [(x, y) for x, y in pairs if low <= x < low + .1 or low == .9 and x >= 1]
        if part:
            n = len(part)
            print('%.1f-%.1f  n %4d  said %.2f  right %.2f' % (low, low + .1, n, sum(x for x, _ in part) / n, sum(y for _, y in part) / n), file=sys.stderr)


def table(pairs):
    """The file: at most eight points of the isotonic regression."""
    steps = isotonic(pairs)
    while len(steps) > 8:
        # Join the two neighbours whose shares differ least for their weight.
        k = min(range(len(steps) - 1), key=lambda i: (steps[i + 1][1] - steps[i][1]) * min(steps[i][2], steps[i + 1][2]))
        (a, p, n), (b, q, m) = steps[k], steps[k + 1]
        steps[k:k + 2] = [((a * n + b * m) / (n + m), (p * n + q * m) / (n + m), n + m)]
    out = ['// Raw score, and the share of statements of that score that were right; made by training/calibrate.py or combine.py.', '[']
    out += ['    (%.3f, %.3f), // of %d' % (x, min(max(y, 0.02), 0.98), n) for x, y, n in steps]
    return '\n'.join(out + [']', ''])


def main():
    pairs = []
    for pair in sys.argv[1:]:
        folder, path = pair.split('=', 1)
        pairs += attributions(path) if folder == 'polnear' else statements(folder, path)
    reliability(pairs)
    sys.stdout.write(table(pairs))


if __name__ == '__main__':
    main()
