"""What several heads share."""
import torch
from torch import nn
from torch.nn import functional as F


class Mlp(nn.Module):
    """relu(sum of projections and feature rows) -> scores. `features`: name -> number of buckets."""

    def __init__(self, hidden, outputs, features=None):
        super().__init__()
        self.features = nn.ModuleDict({k: nn.Embedding(n, hidden) for k, n in (features or {}).items()})
        for e in self.features.values():
            nn.init.normal_(e.weight, std=0.05)
        self.out = nn.Linear(hidden, outputs)

    def forward(self, total, **features):
        for k, v in features.items():
            total = total + self.features[k](v)
        return self.out(F.relu(total))


def mean_pool(x, groups):
    """Mean of x's rows in every group (lists of row numbers); an empty group is zero."""
    flat = [i for g in groups for i in g]
    seg = [k for k, g in enumerate(groups) for _ in g]
    out = x.new_zeros(len(groups), x.shape[1])
    if flat:
        out = out.index_add(0, torch.tensor(seg), x[torch.tensor(flat)])
    n = torch.tensor([max(1, len(g)) for g in groups], dtype=x.dtype)
    return out / n[:, None]


def pad(groups, fill=0):
    """Lists of numbers as a padded matrix and its mask."""
    n = max(map(len, groups))
    idx = torch.tensor([g + [fill] * (n - len(g)) for g in groups])
    mask = torch.tensor([[True] * len(g) + [False] * (n - len(g)) for g in groups])
    return idx, mask


def bucket(n, edges):
    """How many of the edges are <= n."""
    k = 0
    for e in edges:
        if n >= e:
            k += 1
    return k


DISTANCE = (1, 2, 3, 4, 6, 9, 14, 22, 35, 60)     # 11 buckets
