"""Dependency trees: biaffine arcs over the words of a sentence, and a relation for each arc."""
import torch
from torch import nn
from torch.nn import functional as F

from .common import pad

ARC, REL = 128, 128


class Tree(nn.Module):
    def __init__(self, relations):
        super().__init__()
        self.columns = {'arc_dep': ARC, 'arc_head': ARC, 'rel_dep': REL, 'rel_head': REL}
        self.bilinear = nn.Parameter(torch.eye(ARC) * 0.05)
        self.head_bias = nn.Parameter(torch.zeros(ARC))
        self.root_arc = nn.Parameter(torch.randn(ARC) * 0.1)
        self.root_rel = nn.Parameter(torch.randn(REL) * 0.1)
        self.rel_out = nn.Linear(REL, relations)

    def arcs(self, dep, head):
        """[n, L, ARC] each -> [n, L, L+1]: score of every head for every word; column 0 is ROOT. `head` is before relu."""
        n = head.shape[0]
        heads = torch.cat([self.root_arc.expand(n, 1, -1), F.relu(head)], 1)
        return torch.einsum('nda,nha->ndh', F.relu(dep) @ self.bilinear, heads) + (heads @ self.head_bias)[:, None, :]

    def relations(self, dep, head):
        return self.rel_out(F.relu(dep + head))

    def loss(self, cols, batch):
        sents, heads, rels = [], [], []
        for u, off in zip(batch.units, batch.offsets):
            if u.doc.head is None:
                continue
            for s, e in u.doc.sentences:
                a, b = max(s, u.start), min(e, u.end)
                if a != s or b != e:
                    continue
                sents.append(list(range(off + s - u.start, off + e - u.start)))
                heads.append([0 if h < 0 else h - s + 1 for h in u.doc.head[s:e].tolist()])
                rels.append(u.doc.deprel[s:e].tolist())
        if not sents:
            return None
        idx, mask = pad(sents)
        target, _ = pad(heads, -100)
        rel, _ = pad(rels, -100)
        scores = self.arcs(cols['arc_dep'][idx], cols['arc_head'][idx])
        full = torch.cat([torch.ones(len(sents), 1, dtype=torch.bool), mask], 1)
        scores = scores.masked_fill(~full[:, None, :], -1e4)
        n = max(int(mask.sum()), 1000)
        arc = F.cross_entropy(scores.reshape(-1, scores.shape[-1]), target.reshape(-1), ignore_index=-100, reduction='sum')
        d = idx[mask]
        h_local = target[mask]
        row = torch.arange(len(sents))[:, None].expand_as(idx)[mask]
        h_vec = cols['rel_head'][idx[row, (h_local - 1).clamp(min=0)]]
        h_vec = torch.where((h_local == 0)[:, None], self.root_rel, h_vec)
        r = F.cross_entropy(self.relations(cols['rel_dep'][d], h_vec), rel[mask], ignore_index=-100, reduction='sum')
        return 1.5 * (arc + r) / n
