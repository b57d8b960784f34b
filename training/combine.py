"""The choice among what the two taggers propose: fits src/reading/combination.ron (weights of the judge, thresholds).

    standpoint read DOCUMENTS --format jsonl --proposals -q > documents.jsonl
    standpoint read POLNEAR_DEV_TEXTS --format jsonl --proposals -q > polnear.jsonl
    combine.py FOLDER=documents.jsonl polnear=polnear.jsonl

It writes src/reading/combination.ron, and src/reading/confidence.ron as calibrate.py would after another build. The program
that printed the proposals must have been built with the combination.ron that is there (or that $BUILT_WITH names).

FOLDER holds NAME.txt and NAME.gold.jsonl, documents that the model has not seen. A proposal is right if a gold statement has
the same place, actor and relation (documents), or the same content and source (PolNeAR). A logistic regression with a penalty
on its weights (Newton's method, both sets of equal weight in all) gives each proposal its probability; those that the fit has
not seen (five folds by document) choose the two thresholds: the pair with the greatest sum of attribution F1 and the mean of
statement and stance F1, over a coarse grid. Takes a minute; the same input gives the same file.
"""
import collections, glob, json, os, re, sys
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
READING = os.path.join(HERE, '..', 'src', 'reading')
SHARED = os.environ.get('STANDPOINT_SHARED', os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'shared'))
sys.path[:0] = [os.path.join(SHARED, 'eval'), HERE]
import score_statements as S
import score_attributions as A
import polnear
import calibrate

PENALTY = 2.0
FOLDS = 5
GRID = [0.1 + 0.05 * i for i in range(13)]
# How much the documents count beside PolNeAR when thresholds are chosen.
DOCUMENTS = float(os.environ.get('DOCUMENTS', 1.0))


def built_with():
    path = os.environ.get('BUILT_WITH', os.path.join(READING, 'combination.ron'))
    with open(path, encoding='utf-8') as f:
        return {name: float(weight) for name, weight in re.findall(r'\("([a-z.]+)", (-?[0-9.]+)\)', f.read())}


OLD = built_with()


class Set:
    """One kind of gold: attributions with their numbers, which gold each statement matches, and what the gold has."""

    def __init__(self, weight):
        self.weight, self.gold, self.gold_stance, self.items = weight, 0, 0, []

    def add(self, document, fold, rows, matches):
        by = collections.OrderedDict()
        for row, match in zip(rows, matches):
            by.setdefault(row['attribution'], []).append((row, match))
        for group in by.values():
            row = group[0][0]
            flat = lambda role: frozenset(i for s, e in (row.get(role) or {}).get('spans') or [] for i in range(s, e))
            self.items.append(dict(
                raw=[r['confidence'] for r, _ in group], old=sum(OLD[n] * x for n, x in (row['numbers'] or {}).items()),
                document=document, fold=fold, x=list((row['numbers'] or {}).values()), matches=[m for _, m in group],
                stance=[r['relation'] != 'says' for r, _ in group], cue=flat('cue'), content=flat('content'), source=flat('actor'),
                news=bool(row['numbers']) and row['numbers']['whole'] == 0, further=bool(row['numbers']) and row['numbers']['further'] > 0,
                score=row['confidence'], start=min(flat('cue') or flat('content') or {0})))


def read(path):
    out = collections.defaultdict(list)
    with open(path, encoding='utf-8') as f:
        for line in f:
            row = json.loads(line)
            out[row['document']].append(row)
    return out


def documents(folder, path):
    out, rows = Set(1.0), read(path)
    for nth, gold_path in enumerate(sorted(glob.glob(os.path.join(folder, '*.gold.jsonl')))):
        name = os.path.basename(gold_path)[:-len('.gold.jsonl')]
        text = open(gold_path[:-len('.gold.jsonl')] + '.txt', encoding='utf-8', newline='').read()
        gold = [S.shape(text, g) for g in S.load(gold_path)]
        out.gold += len(gold)
        out.gold_stance += sum(g['relation'] != 'says' for g in gold)
        matches = []
        for p in rows[name]:
            p = S.shape(text, p)
            fits = [(S.overlap(g, p), i) for i, g in enumerate(gold)
                    if S.overlap(g, p) >= 0.5 and S.same_actor(g, p) and g['relation'] == p['relation']]
            matches.append((name, max(fits)[1]) if fits else None)
        out.add(name, nth % FOLDS, rows[name], matches)
    return out


def attributions(path):
    out, rows = Set(1.0), read(path)
    for nth, (name, (text, gold)) in enumerate(sorted(polnear.load(os.path.join(SHARED, 'polnear'), 'dev').items())):
        gold = [dict((r, A.characters(text, x[r])) for r, _ in A.ROLES) for x in gold]
        gold = [g for g in gold if g['source']]
        out.gold += len(gold)
        matches = []
        for p in rows[name]:
            source, content = A.characters(text, p['actor']['spans']), A.characters(text, p['content']['spans'])
            fits = [(A.iou(g['content'], content), i) for i, g in enumerate(gold)
                    if A.iou(g['content'], content) >= 0.5 and A.iou(g['source'], source) >= 0.5]
            matches.append((name, max(fits)[1]) if fits else None)
        out.add(name, nth % FOLDS, rows[name], matches)
    return out


def fit(sets, leave_out):
    """Weights by Newton's method."""
    x, y, w = [], [], []
    for s in sets:
        part = [i for i in s.items if i['x'] and i['fold'] != leave_out]
        x += [i['x'] for i in part]
        y += [any(i['matches']) for i in part]
        w += [s.weight * 1000.0 / len(part)] * len(part)
    x, y, w = np.array(x), np.array(y, float), np.array(w)
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (w * (p - y)) + PENALTY * beta
        hessian = (x * (w * p * (1 - p))[:, None]).T @ x + PENALTY * np.eye(len(beta))
        step = np.linalg.solve(hessian, gradient)
        beta -= step
        if np.abs(step).max() < 1e-9:
            break
    return beta


def choose(items, news, whole):
    """The attributions that a reader with these thresholds gives: likely ones, the better of twins (settle in candidate.rs)."""
    kept = []
    likely = [i for i in items if i['p'] >= (news if i['news'] else whole) or not i['x']]
    for i in sorted(likely, key=lambda i: (-i['p'], i['start'])):
        def twin(k):
            both = len(k['content'] & i['content'])
            near = both * 10 >= 8 * max(len(k['content']), len(i['content']))
            further = both == 0 and (i['further'] or k['news'] == i['news'])
            return (bool(k['cue'] & i['cue']) and not further and (both > 0 or bool(k['source'] & i['source']))
                    or near and bool(k['source'] & i['source']))
        if not any(twin(k) for k in kept if k['document'] == i['document']):
            kept.append(i)
    return kept


def f1(right, predicted, gold):
    return 200.0 * right / max(1, predicted + gold)


def figures(s, news, whole, as_attributions):
    kept = choose(s.items, news, whole)
    right = {m for i in kept for m in i['matches'] if m}
    if as_attributions:
        return f1(len(right), len(kept), s.gold), None
    stance = {m for i in kept for m, t in zip(i['matches'], i['stance']) if m and t}
    return f1(len(right), sum(len(i['matches']) for i in kept), s.gold), f1(len(stance), sum(sum(i['stance']) for i in kept), s.gold_stance)


def main():
    names, news_set, whole_set = None, None, None
    for pair in sys.argv[1:]:
        folder, path = pair.split('=', 1)
        with open(path, encoding='utf-8') as f:
            names = names or next(list(n) for n in (json.loads(line)['numbers'] for line in f) if n)
        if folder == 'polnear':
            news_set = attributions(path)
        else:
            whole_set = documents(folder, path)
    sets = [news_set, whole_set]
    for fold in range(FOLDS):
        beta = fit(sets, fold)
        for s in sets:
            for i in s.items:
                if i['fold'] == fold:
                    i['p'] = float(1 / (1 + np.exp(-np.dot(beta, i['x'])))) if i['x'] else i['score']
    best = None
    table = {}
    news_cache = {}
    for news in GRID:
        for whole in GRID:
            a, _ = figures(news_set, news, whole, True)
            b, c = figures(whole_set, news, whole, False)
            table[news, whole] = (a, b, c)
    for (news, whole), (a, b, c) in sorted(table.items()):
        # The mean over neighbours: eight documents are few, and a peak may be chance.
        near = [table[k] for k in table if abs(k[0] - news) < 0.051 and abs(k[1] - whole) < 0.051]
        value = sum(x[0] + DOCUMENTS * (x[1] + x[2]) / 2 for x in near) / len(near)
        if best is None or value > best[0] + 1e-9:
            best = (value, news, whole, a, b, c)
    _, news, whole, a, b, c = best
    print('unseen folds: attribution %.1f, statement %.1f, stance %.1f at news %.3f, whole %.3f' % (a, b, c, news, whole), file=sys.stderr)
    for w in GRID[::2]:
        print('  news %.2f whole %.2f: %.1f %.1f %.1f' % ((news, w) + table[news, w]), file=sys.stderr)
    print('  no whole: %.1f %.1f %.1f' % ((figures(news_set, news, 2, True)[0],) + figures(whole_set, news, 2, False)), file=sys.stderr)
    beta = fit(sets, None)
    out = ['// What the judge of proposals (src/reading/judge.rs) weighs, and its thresholds; made by training/combine.py.',
           '// On folds that the fit has not seen: attribution F1 %.1f, statement F1 %.1f, stance F1 %.1f.' % (a, b, c),
           '(', '    weights: [']
    out += ['        ("%s", %.4f),' % pair for pair in zip(names, beta)]
    out += ['    ],', '    news: %.3f,' % news, '    whole: %.3f,' % whole]
    # What a cue of the lexicon is worth beside the encoder: lexical.py. Stands of actor to actor: how sure the head must be, and what its probabilities were worth on DSE's validation part, counted
    # in classes of probability from `evaluate directed` with other thresholds: by hand, so they are kept as they are.
    with open(os.path.join(READING, 'combination.ron'), encoding='utf-8') as f:
        out += [line.rstrip('\n') for line in f if re.match(r' +(lexical|stand|every_stand|stands):', line)]
    out += [')', '']
    with open(os.path.join(READING, 'combination.ron'), 'w', encoding='utf-8') as f:
        f.write('\n'.join(out))
    pairs = []
    for s in sets:
        for i in choose(s.items, news, whole):
            # What the program multiplies with the judge's probability: how sure the relation is.
            before = 1 / (1 + np.exp(-i['old'])) if i['x'] else 1.0
            for raw, match in zip(i['raw'], i['matches']):
                pairs.append((float(min(1.0, raw / before) * i['p']) if i['x'] else raw, int(match is not None)))
    calibrate.reliability(pairs)
    with open(os.path.join(READING, 'confidence.ron'), 'w', encoding='utf-8') as f:
        f.write(calibrate.table(pairs))


if __name__ == '__main__':
    main()
