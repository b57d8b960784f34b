"""Figures on the dev parts: evaluate.py CHECKPOINT [--onnx model.onnx] [--fast] [--out FOLDER]

Prints one JSON line. Reading figures come from the project's own scorers run over predictions written to FOLDER.
"""
import argparse
import collections
import json
import os
import subprocess
import sys
import time

import numpy as np
import torch

from safetensors.numpy import load_file

import batches, build, data, decode, likeness
from lemmas import apply_script
from pieces import Pieces


class Analyser:
    """Columns for documents, from a checkpoint or from an exported ONNX file."""

    def __init__(self, checkpoint, onnx=None, vocab=None):
        folder = os.path.dirname(checkpoint)
        self.inv = json.load(open(os.path.join(folder, 'inventories.json')))
        self.model, _ = build.load_model(checkpoint, self.inv)
        self.pieces = Pieces(vocab or os.path.join(build.base_folder(), 'vocab.txt'))
        self.session = None
        if onnx:
            import onnxruntime as ort
            o = ort.SessionOptions()
            o.intra_op_num_threads = torch.get_num_threads()
            self.session = ort.InferenceSession(onnx, o)
        path = os.path.join(folder, 'transitions.json')
        self.trans = {k: (np.array(v[0], dtype=np.float32), np.array(v[1], dtype=np.float32)) for k, v in json.load(open(path)).items()}
        self.decoder = decode.Decoder(self.model, self.trans)
        bias = os.path.join(folder, 'bias.json')
        if os.path.exists(bias):
            b = json.load(open(bias))
            self.decoder.pair_bias = b['pairs.bias'][0]
        path = os.path.join(folder, 'coref.safetensors')
        if os.path.exists(path):
            t = load_file(path)
            self.decoder.likeness = likeness.Likeness().load(t).eval()
            self.model.heads['edges'].load_state_dict({k.removeprefix('edges.'): torch.from_numpy(v) for k, v in t.items() if k.startswith('edges.')})
            self.decoder.coref_share, self.decoder.coref_bias = float(t['coref.share'][0]), float(t['coref.bias'][0])
        path = os.path.join(folder, 'keep.json')
        self.keep = {k: np.array(v) for k, v in json.load(open(path)).items()} if os.path.exists(path) else None
        lemmas = os.path.join(folder, 'lemmas.tsv')
        self.lemmas = {tuple(l.rstrip('\n').split('\t')[:2]): l.rstrip('\n').split('\t')[2] for l in open(lemmas, encoding='utf-8')} if os.path.exists(lemmas) else {}

    def words(self, doc, cols, heads, deprels, sentences):
        """What coreference reads of a document's words."""
        inv, n = self.inv, len(doc.words)
        upos = [inv['upos'][k] for k in cols['upos'].argmax(1)]
        lemmas = [self.lemmas.get((w, u)) or apply_script(inv['lemma'][k], w) or w for w, u, k in zip(doc.words, upos, cols['lemma'].argmax(1))]
        return likeness.Words(doc.words, lemmas, upos, [inv['feats'][k] for k in cols['feats'].argmax(1)], list(map(int, heads)), deprels,
                              [i for i, (s, e) in enumerate(sentences) for _ in range(s, e)])

    @torch.no_grad()
    def columns(self, docs, limit=batches.LIMIT, budget=8192):
        """Yields (doc, {name: array}) in order."""
        batches.prepare(docs, self.pieces)
        members = [batches.units(d, limit, 10**6)[0] for d in docs]
        order = sorted(range(len(docs)), key=lambda i: members[i].pieces)
        groups, cur, cost = [], [], 0
        for i in order:
            u = members[i]
            if cur and cost + u.cost > budget:
                groups.append(cur)
                cur, cost = [], 0
            cur.append(i)
            cost += u.cost
        groups.append(cur)
        for g in groups:
            b = batches.Batch([members[i] for i in g], specials=(self.pieces.cls, self.pieces.sep, self.pieces.pad))
            if self.session:
                y = self.session.run(None, {'input_ids': b.ids.numpy(), 'case_ids': b.shapes.numpy(), 'attention_mask': b.mask.numpy(),
                                            'word_first': b.first.numpy(), 'word_last': b.last.numpy()})[0]
                cols = {k: y[:, a:a + n] for k, (a, n) in self.model.columns.items()}
            else:
                with torch.autocast('cpu', torch.bfloat16, enabled=os.environ.get('BF16') == '1'):
                    h = self.model.encoder(b.ids, b.shapes, b.mask)
                cols = {k: v.numpy() for k, v in self.model.columns_of(h, b.first, b.last).items()}
            for i, off in zip(g, b.offsets):
                n = len(docs[i].words)
                yield docs[i], {k: np.ascontiguousarray(v[off:off + n]) for k, v in cols.items()}


def prf(tp, p, g):
    return round(200 * tp / max(1, p + g), 2)


def trees(an, path, limit=batches.LIMIT, fast=False):
    inv = an.inv
    docs = data.treebank_docs(path, build.label_ids(inv))[::3 if fast else 1]
    root = inv['deprel'].index('root')
    c = collections.Counter()
    st = collections.Counter()
    clusters = []
    for d, cols in an.columns(docs, limit):
        n = len(d.words)
        c['n'] += n
        up = cols['upos'].argmax(1)
        c['upos'] += sum(inv['upos'][k] == r['upos'] for k, r in zip(up, d.gold))
        c['xpos'] += sum(inv['xpos'][k] == r['xpos'] for k, r in zip(cols['xpos'].argmax(1), d.gold))
        c['feats'] += sum(inv['feats'][k] == r['feats'] for k, r in zip(cols['feats'].argmax(1), d.gold))
        for k, u, r in zip(cols['lemma'].argmax(1), up, d.gold):
            lemma = an.lemmas.get((r['form'], inv['upos'][u])) or apply_script(inv['lemma'][k], r['form']) or r['form']
            ok = r['lemma'] in (lemma, '_')
            c['lemma'] += ok
        heads, rels = an.decoder.trees(cols, d.sentences, root)
        ok = heads == d.head
        c['uas'] += int(ok.sum())
        strip = lambda x: x.split(':')[0]
        c['las'] += sum(bool(o) and strip(inv['deprel'][k]) == strip(inv['deprel'][g] if g >= 0 else '?') for o, k, g in zip(ok, rels, d.deprel))
        mine, gold = set(decode.sentences(cols, d)), set(d.sentences)
        st['tp'] += len(mine & gold); st['p'] += len(mine); st['g'] += len(gold)
        if d.kind == 'gum':
            rels = [inv['deprel'][k] for k in rels]
            ms = an.decoder.mentions(cols, d.sentences, heads.tolist(), rels)
            gm = {(m['start'], m['end']): m for m in d.mentions}
            pm = {(m['start'], m['end']): m for m in ms}
            st['m_tp'] += len(gm.keys() & pm.keys()); st['m_p'] += len(pm); st['m_g'] += len(gm)
            st['m_type'] += sum(inv['mention'][pm[k]['kind'] - 1] == gm[k]['type'] for k in gm.keys() & pm.keys())
            if an.decoder.likeness:
                rows = [m['head'] for m in ms]
                an.decoder.clusters({k: cols[k][rows] for k in cols if k.startswith('coref_')}, d, ms, an.words(d, cols, heads, rels, d.sentences))
                clusters.append((gold_clusters(d.mentions), gold_clusters(ms)))
    out = {k: round(100 * c[k] / c['n'], 2) for k in ('upos', 'xpos', 'feats', 'lemma', 'uas', 'las')}
    out['sent'] = prf(st['tp'], st['p'], st['g'])
    if st['m_g']:
        out['mention'] = prf(st['m_tp'], st['m_p'], st['m_g'])
        out['mention_type'] = round(100 * st['m_type'] / max(1, st['m_tp']), 2)
        if clusters:
            out['coref'] = conll(clusters)
    return out


def gold_clusters(ms):
    by = collections.defaultdict(set)
    for m in ms:
        by[m['cluster']].add((m['start'], m['end']))
    return [c for c in by.values() if len(c) > 1]


def conll(pairs):
    """MUC, B3, CEAF-e and their mean, without singletons, over documents [(gold, predicted)]."""
    from scipy.optimize import linear_sum_assignment
    muc = np.zeros(4); b3 = np.zeros(4); ce = np.zeros(4)
    for gold, pred in pairs:
        g_of = {m: i for i, c in enumerate(gold) for m in c}
        p_of = {m: i for i, c in enumerate(pred) for m in c}
        for cs, of, k in ((pred, g_of, 0), (gold, p_of, 2)):
            for c in cs:
                parts = len({of[m] for m in c if m in of}) + sum(m not in of for m in c)
                muc[k] += len(c) - parts; muc[k + 1] += len(c) - 1
        for cs, of, other, k in ((pred, g_of, gold, 0), (gold, p_of, pred, 2)):
            for c in cs:
                for m in c:
                    b3[k] += len(c & other[of[m]]) / len(c) if m in of else 0
                    b3[k + 1] += 1
        if gold and pred:
            phi = np.array([[2 * len(a & b) / (len(a) + len(b)) for b in pred] for a in gold])
            r, s = linear_sum_assignment(-phi)
            ce[0] += phi[r, s].sum(); ce[2] += phi[r, s].sum()
        ce[1] += len(pred); ce[3] += len(gold)
    f = []
    for x in (muc, b3, ce):
        p, r = x[0] / max(1, x[1]), x[2] / max(1, x[3])
        f.append(100 * 2 * p * r / max(1e-9, p + r))
    return [round(v, 1) for v in f] + [round(sum(f) / 3, 2)]


def span_json(doc, words):
    """Character spans of a list of words, joined where they follow on."""
    out = []
    for w in words:
        s, e = doc.spans[w]
        if out and w - 1 == out[-1][2]:
            out[-1] = [out[-1][0], e, w]
        else:
            out.append([s, e, w])
    return [[s, e] for s, e, _ in out]


def statements(an, doc, cols, kind):
    rel = data.RELATIONS
    if kind == 'reading':
        import keep
        lp, st, tags = decode.log_softmax(cols['reading']), decode.log_softmax(cols['statement']), an.decoder.tags(cols, 'reading')
    for a in an.decoder.attributions(cols, doc, kind):
        sure = a['p_tags'] * a['p_source']
        if kind == 'reading' and an.keep:
            k = an.keep
            x = (np.array(keep.features(cols, doc, a, lp, st, tags)) - k['mean']) / k['std']
            sure = 1 / (1 + np.exp(-(np.clip(x, -4, 4) @ k['out.weight'][0] + k['out.bias'][0])))
            if sure < k['threshold'][0]:
                continue
        words = lambda s: list(range(s[1], s[2])) if s else []
        o = {'document': doc.name, 'relation': rel[a['relation']], 'confidence': float(sure),
             'actor': {'spans': span_json(doc, words(a['source']))}, 'cue': {'spans': span_json(doc, words(a['cue']))},
             'claim': {'spans': span_json(doc, a['target'] if kind == 'reading' else a['content_words'])}}
        if kind == 'reading':
            o['content'] = {'spans': span_json(doc, a['content_words'])}
        yield o


def score(script, *args):
    r = subprocess.run([sys.executable, f'{data.SHARED}/eval/{script}', *args, '--json'], capture_output=True, text=True)
    if r.returncode:
        return r.stderr[-300:]
    return {k: [round(100 * v[m], 1) for m in ('precision', 'recall', 'f1')] for k, v in json.loads(r.stdout)['rows'].items()}


def reading(an, out, fast=False, limit=batches.LIMIT):
    os.makedirs(out, exist_ok=True)
    res = {}
    docs = data.polnear_docs('dev')
    if fast:
        docs = docs[::3]
    tp = collections.Counter()
    path = f'{out}/dev.jsonl'
    with open(path, 'w') as f:
        for d, cols in an.columns(docs, limit):
            p, g = decode.L.runs(an.decoder.tags(cols, 'reading')), decode.L.runs(d.labels['reading'])
            for r in range(3):
                a, b = {s for s in p if s[0] == r}, {s for s in g if s[0] == r}
                tp[r, 't'] += len(a & b); tp[r, 'p'] += len(a); tp[r, 'g'] += len(b)
            for o in statements(an, d, cols, 'reading'):
                f.write(json.dumps(o) + '\n')
    res['spans'] = [prf(tp[r, 't'], tp[r, 'p'], tp[r, 'g']) for r in range(3)]
    s = score('score_attributions.py', f'{data.SHARED}/polnear', 'dev', path, '--no-interval', *(['--predicted-documents-only'] if fast else []))
    res['attribution'] = s
    # relation and target, gold attribution given, on the held-out tenth
    conf, target = collections.Counter(), [0, 0]
    held = [d for d in data.polnear_docs('train') if build.held_out_stance(d.name)][::3 if fast else 1]
    with torch.no_grad():
        for d, cols in an.columns(held, limit):
            items = [a for a in d.attributions if 'relation' in a and a['content']]
            if not items:
                continue
            t = {k: torch.from_numpy(v) for k, v in cols.items()}
            st = an.model.heads['stance']
            cue, con, src = ([a[k] for a in items] for k in ('cue', 'content', 'source'))
            y = st.relation_scores(t, cue, con, src, torch.zeros(len(items), dtype=torch.long)).argmax(1).tolist()
            for g, p in zip(items, y):
                conf[g['relation'], p] += 1
            gold_rel = torch.tensor([max(1, a['relation']) for a in items])
            s, e = st.target_scores(t, cue, con, gold_rel)
            for i, a in enumerate(items):
                if a['relation'] and a['target']:
                    n = len(con[i])
                    grid = (s[i, :n, None] + e[i, None, :n]).numpy().copy()
                    grid[np.tril_indices(n, -1)] = -1e9
                    k = int(grid.argmax())
                    got, want = set(con[i][k // n:k % n + 1]), set(a['target'])
                    target[0] += len(got & want) / len(got | want) >= 0.5; target[1] += 1
    f1 = [prf(conf[r, r], sum(conf[g, r] for g in range(4)), sum(conf[r, p] for p in range(4))) for r in range(4)]
    res['relation'] = {'f1': f1, 'macro_stance': round(sum(f1[1:]) / 3, 2), 'macro4': round(sum(f1) / 4, 2), 'n': sum(conf.values())}
    res['target_iou50'] = round(100 * target[0] / max(1, target[1]), 2)
    # directed pairs
    g = collections.Counter()
    seen = {norm(d.text) for d in data.dse_docs('train')}
    valid = data.dse_docs('valid')[::3 if fast else 1]
    with torch.no_grad():
        for d, cols in an.columns(valid):
            t = {k: torch.from_numpy(v) for k, v in cols.items() if k.startswith('pair')}
            s = an.model.heads['pairs'].scores(t, [d.pairs[0][0]], [d.pairs[0][1]])[0]
            s[0] += an.decoder.pair_bias
            y = int(s.argmax())
            for part in ('all',) + (() if norm(d.text) in seen else ('unseen',)):
                gold = d.pairs[0][2]
                g[part, 'tp'] += y == gold and gold > 0; g[part, 'p'] += y > 0; g[part, 'g'] += gold > 0
    res['dse'] = {p: prf(g[p, 'tp'], g[p, 'p'], g[p, 'g']) for p in ('all', 'unseen')}
    # whole documents
    held = data.document_docs(data.HELD_OUT)
    folder = f'{out}/held'
    os.makedirs(folder, exist_ok=True)
    for d in held:
        for ext in ('.txt', '.gold.jsonl'):
            if not os.path.exists(f'{folder}/{d.name}{ext}'):
                os.symlink(f'{data.SHARED}/documents/{d.name}{ext}', f'{folder}/{d.name}{ext}')
    cached = list(an.columns(held, limit))
    with open(f'{out}/held-points.jsonl', 'w') as f:
        for d, cols in cached:
            for a in an.decoder.statements(cols, d):
                f.write(json.dumps({'document': d.name, 'relation': data.RELATIONS[a['relation']], 'confidence': a['p_cue'] * a['p_source'] * a['p_claim'],
                                    'actor': {'spans': span_json(d, list(range(*a['source'][1:])) if a['source'] else [])},
                                    'cue': {'spans': span_json(d, list(range(*a['cue'][1:])))}, 'claim': {'spans': span_json(d, a['claim'])}}) + '\n')
    res['documents_points'] = score('score_statements.py', folder, f'{out}/held-points.jsonl')
    for kind in ('reading', 'statement'):
        with open(f'{out}/held-{kind}.jsonl', 'w') as f:
            for d, cols in cached:
                for o in statements(an, d, cols, kind):
                    f.write(json.dumps(o) + '\n')
        res['documents_' + kind] = score('score_statements.py', folder, f'{out}/held-{kind}.jsonl')
    return res


def norm(text):
    import re
    return ' '.join(re.findall(r'\w+', text.lower()))


def main():
    a = argparse.ArgumentParser()
    a.add_argument('checkpoint'); a.add_argument('--onnx'); a.add_argument('--vocab'); a.add_argument('--fast', action='store_true'); a.add_argument('--out', default='standpoint-eval')
    a.add_argument('--limit', type=int, default=batches.LIMIT); a.add_argument('--only')
    a = a.parse_args()
    torch.set_num_threads(1)
    write_transitions(os.path.dirname(a.checkpoint))
    an = Analyser(a.checkpoint, a.onnx, a.vocab)
    t = time.time()
    res = {'checkpoint': a.checkpoint, 'onnx': a.onnx, 'time': time.strftime('%H:%M:%S')}
    if a.only != 'reading':
        for name in ('ewt', 'gum'):
            res[name] = trees(an, f'{data.SHARED}/treebanks/{name}-dev.conllu', limit=a.limit, fast=a.fast)
    if a.only != 'trees':
        res.update(reading(an, a.out, a.fast, a.limit))
    res['seconds'] = round(time.time() - t)
    print(json.dumps(res))


def write_transitions(folder):
    path = os.path.join(folder, 'transitions.json')
    if os.path.exists(path):
        return
    t = {'reading': decode.transitions([d.labels['reading'] for d in data.polnear_docs('train')], data.TAGS),
         'statement': decode.transitions([d.labels['statement'] for d in data.document_docs() if d.name not in data.HELD_OUT] + [d.labels['statement'] for d in data.written_docs(data.WRITTEN) + data.excerpt_docs(data.EXCERPTS)], data.STATEMENT_TAGS)}
    json.dump({k: (s.tolist(), m.tolist()) for k, (s, m) in t.items()}, open(path, 'w'))


if __name__ == '__main__':
    main()
