"""The reference decoders: rows of head columns to analyses (what the Rust decoders do; FORMAT.md says it in words)."""
import numpy as np
import torch

from heads import edges as E
from heads import links as L
from heads import points as P
import likeness as K

FORBIDDEN = -10000.0
MOST_CLAIMS, SECOND_CLAIM = 3, 0.3
BEHIND = 4.0                 # an antecedent whose likeness is so far behind having none is out of the question


def log_softmax(x):
    m = x.max(-1, keepdims=True)
    return x - m - np.log(np.exp(x - m).sum(-1, keepdims=True))


def transitions(sequences, tags):
    """Log frequencies of tag pairs (add 0.5), with what BIO forbids closed: (start [T], transitions [T,T])."""
    t = len(tags)
    start, trans = np.full(t, 0.5), np.full((t, t), 0.5)
    for s in sequences:
        if len(s):
            start[s[0]] += s[0] >= 0
            for a, b in zip(s, s[1:]):
                if a >= 0 and b >= 0:
                    trans[a, b] += 1
    start, trans = np.log(start / start.sum()), np.log(trans / trans.sum(1, keepdims=True))
    for j in range(2, t, 2):
        start[j] = FORBIDDEN
        for i in range(t):
            if i not in (j, j - 1):
                trans[i, j] = FORBIDDEN
    return start.astype(np.float32), trans.astype(np.float32)


def viterbi(emissions, start, trans):
    n, t = emissions.shape
    score = emissions[0] + start
    back = np.zeros((n, t), dtype=int)
    for i in range(1, n):
        s = score[:, None] + trans
        back[i] = s.argmax(0)
        score = s.max(0) + emissions[i]
    path = [int(score.argmax())]
    for i in range(n - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return path[::-1]


def sentences(cols, doc):
    out, start = [], 0
    n = len(doc.words)
    for w in range(n):
        if w == n - 1 or doc.paragraph[w + 1] or cols['sent'][w, 1] > cols['sent'][w, 0]:
            out.append((start, w + 1))
            start = w + 1
    return out


def arborescence(score):
    """Chu-Liu/Edmonds with one root child. score [n, n+1], column 0 is ROOT; returns heads 0..n (0 = ROOT)."""
    n = score.shape[0]
    full = np.full((n + 1, n + 1), -np.inf)
    full[1:, :] = score
    for i in range(n + 1):
        full[i, i] = -np.inf
    heads = edmonds(full)
    roots = [i for i in range(1, n + 1) if heads[i] == 0]
    if len(roots) > 1:
        best, best_score = heads, -np.inf
        for r in range(1, n + 1):
            if not np.isfinite(full[r, 0]) or full[r, 0] < full[roots, 0].min() - 20:
                continue
            f = full.copy()
            f[:, 0] = -np.inf
            f[r, 0] = full[r, 0]
            h = edmonds(f)
            s = sum(f[i, h[i]] for i in range(1, n + 1))
            if s > best_score:
                best, best_score = h, s
        heads = best
    return heads[1:]


def edmonds(score):
    n = score.shape[0]
    heads = score.argmax(1)
    heads[0] = -1
    seen = np.zeros(n, dtype=int)
    cycle = None
    for i in range(1, n):
        path, j = [], i
        while j > 0 and not seen[j]:
            seen[j] = i
            path.append(j)
            j = heads[j]
        if j > 0 and seen[j] == i:
            cycle = path[path.index(j):]
            break
    if cycle is None:
        return heads
    inside = set(cycle)
    rest = [i for i in range(n) if i not in inside]
    place = {v: k for k, v in enumerate(rest)}
    c = len(rest)
    small = np.full((c + 1, c + 1), -np.inf)
    for v in rest:
        for u in rest:
            small[place[v], place[u]] = score[v, u]
    enter, leave = {}, {}
    base = sum(score[v, heads[v]] for v in cycle)
    for u in rest:
        options = [(base - score[v, heads[v]] + score[v, u], v) for v in cycle]
        s, v = max(options)
        small[c, place[u]] = s
        enter[u] = v
        s, v = max((score[u, v], v) for v in cycle)
        small[place[u], c] = s
        leave[u] = v
    np.fill_diagonal(small, -np.inf)
    h = edmonds(small)
    out = heads.copy()
    for v in rest:
        if v == 0:
            out[v] = -1
            continue
        out[v] = leave[v] if h[place[v]] == c else rest[h[place[v]]]
    u = rest[h[c]]
    out[enter[u]] = u
    return out


class Decoder:
    def __init__(self, model, trans):
        self.h, self.trans = model.heads, trans
        self.coref_bias, self.pair_bias = 0.0, 0.0
        self.likeness, self.coref_share = None, 1.0      # coref.py

    @torch.no_grad()
    def trees(self, cols, sents, root):
        """`root` is the id of the label 'root'. -> heads (document word index, -1 for ROOT) and relation ids."""
        n = cols['arc_dep'].shape[0]
        heads = np.full(n, -1)
        tree = self.h['tree']
        t = {k: torch.from_numpy(cols[k]) for k in ('arc_dep', 'arc_head', 'rel_dep', 'rel_head')}
        for s, e in sents:
            sc = tree.arcs(t['arc_dep'][None, s:e], t['arc_head'][None, s:e])[0].numpy()
            h = arborescence(log_softmax(sc))
            heads[s:e] = [s + x - 1 if x else -1 for x in h]
        idx = torch.from_numpy(np.maximum(heads, 0))
        hv = torch.where(torch.from_numpy(heads < 0)[:, None], tree.root_rel, t['rel_head'][idx])
        r = tree.relations(t['rel_dep'], hv).numpy().copy()
        r[:, root] = np.where(heads < 0, 1e9, -1e9)
        return heads, r.argmax(1)

    @torch.no_grad()
    def mentions(self, cols, sents, heads, deprels):
        """heads, deprels: the trees (document word index or -1; relation names)."""
        kinds = cols['mention'].argmax(1)
        ed = self.h['edges']
        sd, edd, sy, ey = (p.numpy() for p in (ed.start_distance, ed.end_distance, ed.start_yield, ed.end_yield))
        out = []
        for s, e in sents:
            local = [g - s if g >= 0 else -1 for g in heads[s:e]]
            for h in range(s, e):
                if kinds[h]:
                    full, short = (tuple(x + s for x in y) for y in E.yields(local, deprels[s:e], h - s))
                    a = cols['edge_start_k'][s:h + 1][::-1] @ cols['edge_start_q'][h] + sd[np.minimum(np.arange(h - s + 1), 15)]
                    a = a + sy[[E.yield_class(i, full, short, 0) for i in range(h, s - 1, -1)]]
                    b = cols['edge_end_k'][h:e] @ cols['edge_end_q'][h] + edd[np.minimum(np.arange(e - h), 15)]
                    b = b + ey[[E.yield_class(i, full, short, 1) for i in range(h, e)]]
                    scores = cols['mention'][h]
                    p = np.exp(scores[1:] - scores[1:].max())
                    sure = float(np.log(p.sum()) + scores[1:].max() - scores[0])
                    out.append({'head': h, 'start': h - int(a.argmax()), 'end': h + int(b.argmax()) + 1, 'kind': int(kinds[h]), 'p': p / p.sum(), 'sure': sure})
        return out

    @torch.no_grad()
    def clusters(self, rows, doc, ms, words):
        """Sets 'cluster' of every mention; returns the links. `rows`: the coref columns at the mentions' heads; `words`: likeness.Words."""
        c = self.h['coref']
        if not ms:
            return []
        f = c.features(doc, ms)
        n = len(ms)
        mi, ai, pair_features, mention_features = K.features(words, ms)
        alike, unlike = (x.numpy() for x in self.likeness(self.likeness.codes(pair_features, mention_features), torch.from_numpy(mi), torch.from_numpy(ai)))
        t = {k: torch.from_numpy(rows[k]) for k in ('coref_m', 'coref_a', 'coref_q', 'coref_k')}
        pair, none = c.scores(t, torch.arange(n), f, mi, ai)
        full = np.full((n, n), -1e9, dtype=np.float32)
        full[mi, ai] = np.where(alike < unlike[mi] - BEHIND, -1e9, alike + self.coref_share * pair.numpy())
        none = unlike + self.coref_share * none.numpy() + self.coref_bias
        links = []
        for i, m in enumerate(ms):
            j = int(full[i].argmax())
            if i and full[i, j] > none[i]:
                m['cluster'] = ms[j]['cluster']
                links.append((i, j))
            else:
                m['cluster'] = i
        return links

    def tags(self, cols, kind):
        start, trans = self.trans[kind]
        return viterbi(log_softmax(cols[kind]), start, trans)

    @torch.no_grad()
    def attributions(self, cols, doc, kind='reading'):
        """-> dicts: source (span or None), cue, contents (spans), relation, target (words), probabilities."""
        domain = int(kind == 'statement')
        tags = self.tags(cols, kind)
        spans = L.runs(tags)
        head = self.h['links']

        def best(a, others, mlp, ka, kb, none):
            cand = L.candidates(a, others)
            left = torch.from_numpy(cols[ka][a[1]:a[2]].mean(0))
            s = [float(mlp(left + none))]
            for c in cand:
                f = L.features(doc, spans, a, c, domain)
                right = torch.from_numpy(cols[kb][c[1]:c[2]].mean(0))
                s.append(float(mlp(left + right, **{k: torch.tensor(f[i]) for i, k in enumerate(L.FEATURES)})))
            p = np.exp(log_softmax(np.array(s)))
            k = int(p.argmax())
            return (cand[k - 1] if k else None), float(p[k]), s
        cues = {}
        for c in (s for s in spans if s[0] == 1):
            src, p, s = best(c, [s for s in spans if s[0] == 0], head.to_source, 'link_cue_s', 'link_source', head.none_source)
            cues[c] = {'cue': c, 'source': src, 'p_source': p, 'contents': [], 'p_content': [], 'source_scores': s}
        for n in (s for s in spans if s[0] == 2):
            c, p, s = best(n, list(cues), head.to_cue, 'link_content', 'link_cue_c', head.none_cue)
            if c:
                cues[c]['contents'].append(n)
                cues[c]['p_content'].append(p)
        out = [a for a in cues.values() if a['contents']]
        if out:
            t = {k: torch.from_numpy(cols[k]) for k in ('stance_att', 'stance_content', 'stance_cue', 'stance_source', 'target_word', 'target_cue')}
            words = lambda s: list(range(s[1], s[2])) if s else []
            cue, con = [words(a['cue']) for a in out], [[w for c in a['contents'] for w in words(c)] for a in out]
            st = self.h['stance']
            r = st.relation_scores(t, cue, con, [words(a['source']) for a in out], torch.full((len(out),), domain))
            rel = r.argmax(1)
            s, e = st.target_scores(t, cue, con, rel)
            for i, a in enumerate(out):
                a['relation'], a['relation_scores'] = int(rel[i]), r[i].numpy()
                n = len(con[i])
                grid = (s[i, :n, None] + e[i, None, :n]).numpy().copy()
                grid[np.tril_indices(n, -1)] = -1e9
                k = int(grid.argmax())
                a['target'] = con[i][k // n:k % n + 1] if a['relation'] else con[i]
                a['content_words'] = con[i]
                lp = np.exp(log_softmax(cols[kind]))
                a['p_tags'] = float(np.mean([lp[w, tags[w]] for w in con[i]]))
        return out

    @torch.no_grad()
    def statements(self, cols, doc):
        """Statements by pointers: for every cue run of the `statement` tags, its actor and its claim.
        -> dicts: cue (span), source (span or None), claim (words), relation, probabilities."""
        tags = self.tags(cols, 'statement')
        cues = [s for s in L.runs(tags) if s[0] == 1]
        if not cues:
            return []
        n = len(doc.words)
        t = {k: torch.from_numpy(v) for k, v in cols.items() if k.startswith(('point', 'stance'))}
        ranges = [(max(0, c[1] - P.REACH), min(n, c[2] + P.REACH)) for c in cues]
        idx, mask = P.pad([list(range(*r)) for r in ranges])
        dist, _ = P.pad([[P.distance(w, c[1], c[2] - 1) for w in range(*r)] for c, r in zip(cues, ranges)])
        s, none = self.h['points'].scores(t, [list(range(c[1], c[2])) for c in cues], idx, dist, torch.ones(len(cues), dtype=torch.long))
        s, none = s.masked_fill(~mask[:, None, :], -1e4).numpy(), none.numpy()
        out = []
        for i, (c, (lo, hi)) in enumerate(zip(cues, ranges)):
            m = hi - lo
            a = {'cue': c, 'source': None}
            ls, le = (log_softmax(np.concatenate([[none[i, k]], s[i, k, :m]])) for k in (0, 1))
            grid = pair_scores(ls[1:], le[1:], 25)
            k = int(grid.argmax())
            a['p_source'] = float(np.exp(max(grid.flat[k], ls[0] + le[0]) / 2))
            if grid.flat[k] > ls[0] + le[0]:
                a['source'] = (0, lo + k // m, lo + k % m + 1)
            outside = set(range(c[1], c[2])) | (set(range(a['source'][1], a['source'][2])) if a['source'] else set())
            grid = pair_scores(log_softmax(s[i, 2, :m]), log_softmax(s[i, 3, :m]), 80)
            for turn in range(MOST_CLAIMS):                  # a quotation may take several positions
                k = int(grid.argmax())
                p = float(np.exp(grid.flat[k] / 2))
                if turn and p < SECOND_CLAIM:
                    break
                x, y = k // m, k % m
                claim = list(range(lo + x, lo + y + 1))
                # the speaker inside a broken quotation is no part of it
                out.append({**a, 'p_claim': p, 'claim': [w for w in claim if w not in outside] or claim})
                grid[:y + 1, x:] = -1e9                      # all that overlaps
        words = lambda x: list(range(x[1], x[2])) if x else []
        r = self.h['stance'].relation_scores(t, [words(a['cue']) for a in out], [a['claim'] for a in out], [words(a['source']) for a in out],
                                             torch.ones(len(out), dtype=torch.long))
        lp = np.exp(log_softmax(cols['statement']))
        for a, x in zip(out, r.numpy()):
            a['relation'], a['relation_scores'] = int(x.argmax()), x
            a['p_cue'] = float(np.mean([lp[w, tags[w]] for w in words(a['cue'])]))
        return out


def pair_scores(start, end, longest):
    """[m, m] start_i + end_j for i <= j < i + longest, else -1e9."""
    g = start[:, None] + end[None, :]
    i, j = np.indices(g.shape)
    return np.where((j >= i) & (j - i < longest), g, -1e9)
