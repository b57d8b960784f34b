"""From a cue straight to its actor and its claim: start and end pointers over the words around the cue.

Unlike tags and links it can read statements that share or contain each other's words. Trained on the whole documents, and
on PolNeAR: the source of every attribution, the target of those whose relation is labelled.
"""
import torch
from torch import nn
from torch.nn import functional as F

from .common import DISTANCE, bucket, mean_pool, pad

DIM, REACH = 48, 100
POINTERS = ('actor_start', 'actor_end', 'claim_start', 'claim_end')


def distance(w, first, last):
    """0 inside the cue, 1-10 after it, 11-21 before it."""
    return bucket(w - last, DISTANCE) if w > last else 11 + bucket(first - w, DISTANCE) if w < first else 0


class Points(nn.Module):
    def __init__(self):
        super().__init__()
        self.columns = {f'point_{p}_{x}': DIM for p in POINTERS for x in 'qk'}
        self.bias = nn.Parameter(torch.zeros(4, 22))
        self.domain = nn.Parameter(torch.zeros(4, 2, DIM))
        self.none = nn.Parameter(torch.zeros(2, DIM))        # no actor

    def scores(self, cols, cues, words, distances, domain):
        """cues: row numbers; words: candidate rows [n, c]; -> [n, 4, c] and the scores of 'no actor' [n, 2]."""
        out, none = [], []
        for i, p in enumerate(POINTERS):
            q = mean_pool(cols[f'point_{p}_q'], cues) + self.domain[i][domain]
            out.append((cols[f'point_{p}_k'][words] @ q[:, :, None]).squeeze(-1) / DIM ** 0.5 + self.bias[i][distances])
            if i < 2:
                none.append(q @ self.none[i] / DIM ** 0.5)
        return torch.stack(out, 1), torch.stack(none, 1)

    def loss(self, cols, batch):
        cues, cand, dist, domain, gold = [], [], [], [], []
        for u, off in zip(batch.units, batch.offsets):
            shift = off - u.start
            kind = int(u.doc.kind == 'document')
            for a in u.doc.attributions:
                c = a['cue']
                claim = a['content'] if kind else a.get('target', [])
                if not c or c[0] < u.start or c[-1] >= u.end:
                    continue
                lo, hi = max(u.start, c[0] - REACH), min(u.end, c[-1] + REACH + 1)
                g = []
                for ws in (a['source'], claim):
                    inside = bool(ws) and lo <= ws[0] and ws[-1] < hi
                    g += [ws[0] - lo, ws[-1] - lo] if inside else [-100, -100]
                if not a['source']:
                    g[0] = g[1] = -1                         # 'no actor'
                if max(g) < -1:
                    continue
                cues.append([w + shift for w in c])
                cand.append(list(range(lo + shift, hi + shift)))
                dist.append([distance(w, c[0], c[-1]) for w in range(lo, hi)])
                domain.append(kind)
                gold.append(g)
        if not cues:
            return None
        idx, mask = pad(cand)
        d, _ = pad(dist)
        s, none = self.scores(cols, cues, idx, d, torch.tensor(domain))
        s = s.masked_fill(~mask[:, None, :], -1e4)
        extra = torch.cat([none, none.new_full((len(cues), 2), -1e4)], 1)[:, :, None]
        y = torch.tensor(gold)
        y = torch.where(y == -100, y, y + 1)
        loss = F.cross_entropy(torch.cat([extra, s], 2).flatten(0, 1), y.flatten(), ignore_index=-100, reduction='none').view(-1, 4)
        weight = torch.tensor([[1.5] if k else [1.0] for k in domain])
        return 0.4 * (loss * weight).sum() / max(len(cues), 40)
