"""Coreference by ranking: for every mention, its antecedent among the mentions before it, or none."""
import random

import numpy as np
import torch
from torch import nn

from .common import DISTANCE, Mlp
from .edges import yields

DIM = 96
PRONOUNS = [set('he him his himself'.split()), set('she her hers herself'.split()), set('it its itself'.split()),
            set('they them their theirs themselves'.split()), set('i me my mine myself'.split()),
            set('we us our ours ourselves'.split()), set('you your yours yourself yourselves'.split()),
            set('this that these those'.split()), set('who whom whose which'.split())]
CLASSES = len(PRONOUNS) + 1
FEATURES = {'distance': 11, 'text': 4, 'pronoun': CLASSES * CLASSES, 'types': 121, 'nested': 2}
MAX_BACK = 200


def pronoun_class(word):
    w = word.lower()
    for i, p in enumerate(PRONOUNS):
        if w in p:
            return i + 1
    return 0


def plain(words):
    """A mention's words for comparison: lower case, without articles, determiners and the possessive sign at its end."""
    w = [x.lower() for x in words]
    if w and w[-1] in ("'s", '’s', "'", '’'):
        w = w[:-1]
    while w and w[0] in ('the', 'a', 'an', 'this', 'that', 'these', 'those'):
        w = w[1:]
    return ' '.join(w)


class Coref(nn.Module):
    def __init__(self):
        super().__init__()
        self.columns = {'coref_m': DIM, 'coref_a': DIM, 'coref_q': 64, 'coref_k': 64}
        self.mlp = Mlp(DIM, 1, FEATURES)
        self.none = nn.Parameter(torch.zeros(DIM))
        self.use_predicted = False

    def features(self, doc, ms):
        """Matrices [m, a] of the features of antecedent a for mention m."""
        n = len(ms)
        keys = [plain(doc.words[m['start']:m['end']]) for m in ms]
        heads = [doc.words[m['head']].lower() for m in ms]
        pron = np.array([pronoun_class(doc.words[m['head']]) for m in ms])
        kind = np.array([m['kind'] for m in ms])
        start, end = np.array([m['start'] for m in ms]), np.array([m['end'] for m in ms])
        ki = {k: i for i, k in enumerate(dict.fromkeys(keys))}
        hi = {k: i for i, k in enumerate(dict.fromkeys(heads))}
        k = np.array([ki[x] for x in keys])
        h = np.array([hi[x] for x in heads])
        apart = np.arange(n)[:, None] - np.arange(n)[None, :]
        dist = np.searchsorted(DISTANCE, np.maximum(apart, 0), 'right')
        same_head = h[:, None] == h[None, :]
        same_text = (k[:, None] == k[None, :]) & same_head
        tokens = [set(x.split()) for x in keys]
        text = same_head.astype(int)
        text[same_text] = 2
        head_in = np.array([[heads[a] in tokens[m] or heads[m] in tokens[a] for a in range(n)] for m in range(n)], dtype=bool) if n else np.zeros((0, 0), bool)
        text[head_in & ~same_head] = 3
        nested = (start[:, None] <= start[None, :]) & (end[:, None] >= end[None, :]) | (start[:, None] >= start[None, :]) & (end[:, None] <= end[None, :])
        return {'distance': dist, 'text': text, 'pronoun': pron[:, None] * CLASSES + pron[None, :],
                'types': kind[:, None] * 11 + kind[None, :], 'nested': nested.astype(int)}

    def scores(self, cols, rows, feats, m, a):
        """Scores for the pairs (m, a), and of 'none' for every mention."""
        total = cols['coref_m'][rows][m] + cols['coref_a'][rows][a]
        f = {k: torch.from_numpy(v[m, a]) for k, v in feats.items()}
        dot = (cols['coref_q'][rows][m] * cols['coref_k'][rows][a]).sum(-1) / 8
        pair = self.mlp(total, **f).squeeze(-1) + dot
        none = self.mlp(cols['coref_m'][rows] + self.none).squeeze(-1)
        return pair, none

    def as_predicted(self, u, ms, kinds):
        """The mentions as they will be found: most of those not found are left out, those found wrongly are there, each on its own."""
        kept = [m for m in ms if kinds[m['head'] - u.start] or random.random() < 0.3]
        gold = {m['head'] for m in ms}
        for s, e in u.doc.sentences:
            if s < u.start or e > u.end:
                continue
            wrong = [h for h in range(s, e) if kinds[h - u.start] and h not in gold]
            if wrong:
                heads = [h - s if h >= 0 else -1 for h in u.doc.head[s:e].tolist()]
                deprels = [u.doc.gold[w]['deprel'] for w in range(s, e)]
                for h in wrong:
                    (a, b), _ = yields(heads, deprels, h - s)
                    kept.append({'head': h, 'start': a + s, 'end': b + s + 1, 'kind': int(kinds[h - u.start]), 'cluster': ('wrong', h)})
        return sorted(kept, key=lambda m: m['head'])

    def loss(self, cols, batch):
        total, count = 0, 0
        for u, off in zip(batch.units, batch.offsets):
            if not u.doc.mentions:
                continue
            ms = [m for m in u.doc.head_mentions if m['start'] >= u.start and m['end'] <= u.end]
            for m in ms:
                m['kind'] = int(u.doc.labels['mention'][m['head']])
            if self.use_predicted:
                ms = self.as_predicted(u, ms, cols['mention'][off:off + u.end - u.start].detach().argmax(1).numpy())
            if len(ms) < 2:
                continue
            feats = self.features(u.doc, ms)
            rows = torch.tensor([m['head'] - u.start + off for m in ms])
            n = len(ms)
            mi, ai = np.tril_indices(n, -1)
            keep = mi - ai <= MAX_BACK
            mi, ai = mi[keep], ai[keep]
            pair, none = self.scores(cols, rows, feats, mi, ai)
            full = pair.new_full((n, n), -1e4)
            full[torch.from_numpy(mi), torch.from_numpy(ai)] = pair
            full = torch.cat([none[:, None], full], 1)
            ids = {c: i for i, c in enumerate(dict.fromkeys(m['cluster'] for m in ms))}
            c = torch.tensor([ids[m['cluster']] for m in ms])
            back = torch.arange(n)[:, None] - torch.arange(n)[None, :]
            gold = (c[:, None] == c[None, :]) & (back > 0) & (back <= MAX_BACK)
            gold = torch.cat([~gold.any(1, keepdim=True), gold], 1)
            total = total + (full.logsumexp(1) - full.masked_fill(~gold, -1e4).logsumexp(1)).sum()
            count += n
        if not count:
            return None
        return 1.5 * total / max(count, 300)
