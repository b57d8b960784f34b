"""Heads that give every word a label straight from its columns: sent, upos, xpos, feats, lemma, mention, reading, statement."""
from torch import nn
from torch.nn import functional as F


class Tags(nn.Module):
    def __init__(self, kind, size, weight=1.0, floor=1000):
        super().__init__()
        self.kind, self.weight, self.floor = kind, weight, floor
        self.columns = {kind: size}

    def loss(self, cols, batch):
        y = batch.labels(self.kind)
        if y is None:
            return None
        n = int((y >= 0).sum())
        if not n:
            return None
        return self.weight * F.cross_entropy(cols[self.kind], y, ignore_index=-100, reduction='sum') / max(n, self.floor)
