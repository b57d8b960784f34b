"""A mention's first and last word, pointed at from the word that heads it (same sentence)."""
import torch
from torch import nn
from torch.nn import functional as F

from .common import pad

DIM, FAR = 64, 16


class Edges(nn.Module):
    def __init__(self):
        super().__init__()
        self.columns = {'edge_start_q': DIM, 'edge_start_k': DIM, 'edge_end_q': DIM, 'edge_end_k': DIM}
        self.start_distance = nn.Parameter(torch.zeros(FAR))
        self.end_distance = nn.Parameter(torch.zeros(FAR))

    def loss(self, cols, batch):
        heads, left, right, starts, ends = [], [], [], [], []
        for u, off in zip(batch.units, batch.offsets):
            if not u.doc.mentions:
                continue
            sent = {}
            for s, e in u.doc.sentences:
                if s >= u.start and e <= u.end:
                    for w in range(s, e):
                        sent[w] = (s, e)
            for m in u.doc.head_mentions:
                if m['head'] not in sent:
                    continue
                s, e = sent[m['head']]
                if m['start'] < s or m['end'] > e:
                    continue
                h, o = m['head'], off - u.start
                heads.append(h + o)
                left.append([w + o for w in range(h, s - 1, -1)])
                right.append([w + o for w in range(h, e)])
                starts.append(h - m['start'])
                ends.append(m['end'] - 1 - h)
        if not heads:
            return None
        h = torch.tensor(heads)
        total = 0
        for side, q, k, bias, gold in ((left, 'edge_start_q', 'edge_start_k', self.start_distance, starts),
                                       (right, 'edge_end_q', 'edge_end_k', self.end_distance, ends)):
            idx, mask = pad(side)
            s = (cols[q][h][:, None, :] * cols[k][idx]).sum(-1) + bias[torch.arange(idx.shape[1]).clamp(max=FAR - 1)]
            total = total + F.cross_entropy(s.masked_fill(~mask, -1e4), torch.tensor(gold), reduction='sum')
        return 0.5 * total / max(len(heads), 300)
