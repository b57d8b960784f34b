"""Which source a cue has, and which cue a content (or claim) has."""
import torch
from torch import nn

from .common import DISTANCE, Mlp, bucket, mean_pool

DIM, REACH, MOST = 96, 120, 12
FEATURES = {'distance': 22, 'between': 4, 'stops': 3, 'paragraphs': 3, 'quotes': 3, 'domain': 2}
STOPS = {'.', '!', '?'}
QUOTES = {'"', '“', '”', '‘', '’', "''", '``', "'"}


def runs(labels):
    """BIO labels (O, B/I of three roles) as spans (role, start, end)."""
    out, i, n = [], 0, len(labels)
    while i < n:
        if labels[i] > 0:
            role, j = (labels[i] - 1) // 2, i + 1
            while j < n and labels[j] == 2 + 2 * role:
                j += 1
            out.append((int(role), i, j))
            i = j
        else:
            i += 1
    return out


def candidates(span, others):
    """The nearest spans of another role, at most MOST, within REACH words, in text order."""
    near = sorted((gap(span, o), o) for o in others if gap(span, o) <= REACH)[:MOST]
    return sorted((o for _, o in near), key=lambda o: o[1])


def gap(a, b):
    return b[1] - a[2] if b[1] >= a[2] else a[1] - b[2] if a[1] >= b[2] else 0


def features(doc, spans, a, b, domain):
    """Features of b as the partner of a; `spans`: all spans, to count those of b's role that lie between."""
    lo, hi = (a[2], b[1]) if b[1] >= a[2] else (b[2], a[1])
    between = range(lo, hi)
    d = bucket(hi - lo, DISTANCE)
    return (d if b[1] >= a[2] else d + 11,
            min(3, sum(1 for s in spans if s[0] == b[0] and lo <= s[1] < hi)),
            min(2, sum(doc.words[w] in STOPS for w in between)),
            min(2, sum(doc.paragraph[w] for w in range(lo, hi + 1) if w < len(doc.words))),
            min(2, sum(doc.words[w] in QUOTES for w in between)),
            domain)


class Links(nn.Module):
    def __init__(self):
        super().__init__()
        self.columns = {'link_cue_s': DIM, 'link_source': DIM, 'link_content': DIM, 'link_cue_c': DIM}
        self.to_source = Mlp(DIM, 1, FEATURES)
        self.to_cue = Mlp(DIM, 1, FEATURES)
        self.none_source = nn.Parameter(torch.zeros(DIM))
        self.none_cue = nn.Parameter(torch.zeros(DIM))
        self.use_predicted = False

    def loss(self, cols, batch):
        """For every cue its source, for every content its cue; 'none' is a candidate. Spans: gold, later also predicted."""
        jobs = {0: [], 1: []}
        for u, off in zip(batch.units, batch.offsets):
            d = u.doc
            if not d.attributions:
                continue
            domain = int(d.kind == 'document')
            kind = 'statement' if domain else 'reading'
            labels = d.labels[kind]
            sets = [[u.start + 0, labels[u.start:u.end]]]
            if self.use_predicted:
                p = cols[kind][off:off + u.end - u.start].detach().argmax(1).numpy().copy()
                for i in range(len(p)):
                    if p[i] and p[i] % 2 == 0 and (i == 0 or (p[i - 1] + 1) // 2 != p[i] // 2):
                        p[i] -= 1
                sets.append([u.start, p])
            owners = [{}, {}, {}]
            for k, a in enumerate(d.attributions):
                for r, role in enumerate(('source', 'cue', 'content')):
                    for w in a[role]:
                        owners[r].setdefault(w, set()).add(k)
            for base, lab in sets:
                spans = [(r, s + base, e + base) for r, s, e in runs(lab)]
                own = {s: set().union(*(owners[s[0]].get(w, set()) for w in range(s[1], s[2]))) for s in spans}
                for job, (ra, rb) in enumerate(((1, 0), (2, 1))):
                    others = [s for s in spans if s[0] == rb]
                    for a in spans:
                        if a[0] != ra or not own[a]:
                            continue
                        cand = candidates(a, others)
                        gold = [bool(own[a] & own[c]) for c in cand]
                        shift = off - u.start
                        jobs[job].append((list(range(a[1] + shift, a[2] + shift)), [list(range(c[1] + shift, c[2] + shift)) for c in cand],
                                          [features(d, spans, a, c, domain) for c in cand], gold))
        total, count = 0, 0
        for job, mlp, ka, kb, none in ((0, self.to_source, 'link_cue_s', 'link_source', self.none_source),
                                       (1, self.to_cue, 'link_content', 'link_cue_c', self.none_cue)):
            if not jobs[job]:
                continue
            left = mean_pool(cols[ka], [j[0] for j in jobs[job]])
            flat = [c for j in jobs[job] for c in j[1]]
            n = len(jobs[job])
            none_score = mlp(left + none).squeeze(-1)
            grid = none_score.new_full((n, MOST), -1e4)
            gold = torch.zeros(n, MOST, dtype=torch.bool)
            if flat:
                right = mean_pool(cols[kb], flat)
                ji = torch.tensor([k for k, j in enumerate(jobs[job]) for _ in j[1]])
                ci = torch.tensor([i for j in jobs[job] for i in range(len(j[1]))])
                f = torch.tensor([x for j in jobs[job] for x in j[2]])
                s = mlp(left[ji] + right, **{k: f[:, i] for i, k in enumerate(FEATURES)}).squeeze(-1)
                grid = grid.index_put((ji, ci), s)
                gold[ji, ci] = torch.tensor([x for j in jobs[job] for x in j[3]])
            grid = torch.cat([none_score[:, None], grid], 1)
            gold = torch.cat([~gold.any(1, keepdim=True), gold], 1)
            total = total + (grid.logsumexp(1) - grid.masked_fill(~gold, -1e4).logsumexp(1)).sum()
            count += n
        if not count:
            return None
        return 0.7 * total / max(count, 60)
