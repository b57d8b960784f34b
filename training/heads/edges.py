"""A mention's first and last word, pointed at from the word that heads it (same sentence)."""
import torch
from torch import nn
from torch.nn import functional as F

from .common import pad

DIM, FAR = 64, 16
NEVER = {'case', 'cop', 'mark', 'aux', 'nsubj', 'csubj', 'punct', 'cc', 'expl', 'discourse', 'parataxis', 'vocative', 'dislocated'}
OFTEN_NOT = {'conj', 'appos', 'acl', 'orphan', 'advcl', 'list', 'advmod'}


def yields(heads, deprels, h):
    """Two guesses from the tree at the stretch that word h heads: (full, short), each (first, last) word. `heads`: index of each
    word's head, -1 for ROOT; the stretch is the span of h and its descendants, without the children of h whose relation (before
    the colon) is in NEVER; for the short one also without those in OFTEN_NOT. Only children of h are so left out."""
    out = []
    children = {}
    for i, g in enumerate(heads):
        children.setdefault(g, []).append(i)
    for skip in (NEVER, NEVER | OFTEN_NOT):
        lo = hi = h
        stack = [c for c in children.get(h, ()) if deprels[c].split(':')[0] not in skip]
        while stack:
            c = stack.pop()
            lo, hi = min(lo, c), max(hi, c)
            stack += children.get(c, ())
        out.append((lo, hi))
    return out


def yield_class(i, full, short, side):
    """0 outside the full stretch, 1 inside it; 2 its edge on this side (0 left, 1 right), 3 the short one's edge if another."""
    return 2 if i == full[side] else 3 if i == short[side] else int(full[0] <= i <= full[1])


class Edges(nn.Module):
    def __init__(self):
        super().__init__()
        self.columns = {'edge_start_q': DIM, 'edge_start_k': DIM, 'edge_end_q': DIM, 'edge_end_k': DIM}
        self.start_distance = nn.Parameter(torch.zeros(FAR))
        self.end_distance = nn.Parameter(torch.zeros(FAR))
        self.start_yield = nn.Parameter(torch.zeros(4))
        self.end_yield = nn.Parameter(torch.zeros(4))

    def loss(self, cols, batch):
        heads, left, right, starts, ends, left_class, right_class = ([] for _ in range(7))
        for u, off in zip(batch.units, batch.offsets):
            if not u.doc.mentions:
                continue
            tree_yields(u.doc)
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
                full, short = m['yields']
                left_class.append([yield_class(w, full, short, 0) for w in range(h, s - 1, -1)])
                right_class.append([yield_class(w, full, short, 1) for w in range(h, e)])
                starts.append(h - m['start'])
                ends.append(m['end'] - 1 - h)
        if not heads:
            return None
        h = torch.tensor(heads)
        total = 0
        for side, q, k, bias, gold, classes, by_class in (
                (left, 'edge_start_q', 'edge_start_k', self.start_distance, starts, left_class, self.start_yield),
                (right, 'edge_end_q', 'edge_end_k', self.end_distance, ends, right_class, self.end_yield)):
            idx, mask = pad(side)
            s = (cols[q][h][:, None, :] * cols[k][idx]).sum(-1) + bias[torch.arange(idx.shape[1]).clamp(max=FAR - 1)] + by_class[pad(classes)[0]]
            total = total + F.cross_entropy(s.masked_fill(~mask, -1e4), torch.tensor(gold), reduction='sum')
        return total / max(len(heads), 300)


def tree_yields(doc):
    """Puts both guesses from the gold tree into every mention, once."""
    if getattr(doc, 'yields_done', False):
        return
    where = {}
    for s, e in doc.sentences:
        for w in range(s, e):
            where[w] = (s, e)
    for m in doc.head_mentions:
        s, e = where[m['head']]
        heads = [h - s if h >= 0 else -1 for h in doc.head[s:e].tolist()]
        m['yields'] = [(a + s, b + s) for a, b in yields(heads, [doc.gold[w]['deprel'] for w in range(s, e)], m['head'] - s)]
    doc.yields_done = True
