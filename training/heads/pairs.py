"""Directed sentiment between two mentions of a sentence (DSE's labels 0-4; p comes first)."""
import torch
from torch import nn
from torch.nn import functional as F

from .common import DISTANCE, Mlp, bucket, mean_pool

DIM = 128


class Pairs(nn.Module):
    def __init__(self):
        super().__init__()
        self.columns = {'pair_p': DIM, 'pair_q': DIM}
        self.mlp = Mlp(DIM, 5, {'distance': 11})
        self.dropout = nn.Dropout(0.1)

    def scores(self, cols, p, q):
        d = torch.tensor([bucket(max(0, b[0] - a[-1] - 1), DISTANCE) for a, b in zip(p, q)])
        return self.mlp(self.dropout(mean_pool(cols['pair_p'], p) + mean_pool(cols['pair_q'], q)), distance=d)

    def loss(self, cols, batch):
        p, q, y = [], [], []
        for u, off in zip(batch.units, batch.offsets):
            for a, b, label in u.doc.pairs:
                if a[0] >= u.start and b[-1] < u.end and b[0] >= u.start and a[-1] < u.end:
                    p.append([w - u.start + off for w in a]); q.append([w - u.start + off for w in b]); y.append(label)
        if not y:
            return None
        return F.cross_entropy(self.scores(cols, p, q), torch.tensor(y), reduction='sum') / max(len(y), 40)
