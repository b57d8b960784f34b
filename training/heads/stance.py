"""The relation of a linked attribution, and the target inside its content."""
import torch
from torch import nn
from torch.nn import functional as F

from .common import Mlp, mean_pool, pad

DIM, TDIM = 128, 64


class Stance(nn.Module):
    def __init__(self):
        super().__init__()
        self.columns = {'stance_att': 1, 'stance_content': DIM, 'stance_cue': DIM, 'stance_source': DIM,
                        'target_word': TDIM, 'target_cue': TDIM}
        self.relation = Mlp(DIM, 4, {'domain': 2})
        self.target = Mlp(TDIM, 2, {'relation': 4})
        self.dropout = nn.Dropout(0.1)

    def relation_scores(self, cols, cue, content, source, domain):
        """Groups of row numbers each -> [n, 4]. Content is pooled by attention (softmax of stance_att), the rest by mean."""
        total = mean_pool(cols['stance_cue'], cue) + mean_pool(cols['stance_source'], source)
        some = [g or [0] for g in content]
        idx, mask = pad(some)
        att = cols['stance_att'][idx].squeeze(-1).masked_fill(~mask, -1e4).softmax(1)
        pooled = (att[:, :, None] * cols['stance_content'][idx]).sum(1)
        empty = torch.tensor([not g for g in content])
        pooled = pooled.masked_fill(empty[:, None], 0.0)
        return self.relation(self.dropout(total + pooled), domain=domain)

    def target_scores(self, cols, cue, content, relation):
        """-> start and end scores [n, L] over the content's words, padded, and the mask."""
        idx, mask = pad(content)
        total = cols['target_word'][idx] + mean_pool(cols['target_cue'], cue)[:, None, :]
        s = self.target(total, relation=relation[:, None].expand_as(idx))
        s = s.masked_fill(~mask[:, :, None], -1e4)
        return s[:, :, 0], s[:, :, 1]

    def loss(self, cols, batch):
        cue, content, source, domain, gold, tcue, tcontent, trel, ts, te = ([] for _ in range(10))
        for u, off in zip(batch.units, batch.offsets):
            for a in u.doc.attributions:
                if 'relation' not in a:
                    continue
                g = {r: [w - u.start + off for w in a[r] if u.start <= w < u.end] for r in ('cue', 'content', 'source')}
                if len(g['content']) * 2 <= len(a['content']) or len(g['cue']) * 2 <= len(a['cue']) and a['cue']:
                    continue
                cue.append(g['cue']); content.append(g['content']); source.append(g['source'])
                domain.append(int(u.doc.kind == 'document')); gold.append(a['relation'])
                if u.doc.kind != 'document' and a.get('target') and g['cue'] and u.start <= a['target'][0] and a['target'][-1] < u.end:
                    # the same again as a whole document has it: only the target is known
                    cue.append(g['cue']); content.append([w - u.start + off for w in a['target']]); source.append(g['source'])
                    domain.append(1); gold.append(a['relation'])
                if a['relation'] and 'target' in a:
                    t = [w - u.start + off for w in a['target']]
                    if t and t[0] in g['content'] and t[-1] in g['content']:
                        tcue.append(g['cue']); tcontent.append(g['content']); trel.append(a['relation'])
                        ts.append(g['content'].index(t[0])); te.append(g['content'].index(t[-1]))
        if not gold:
            return None
        r = self.relation_scores(cols, cue, content, source, torch.tensor(domain))
        total = F.cross_entropy(r, torch.tensor(gold), reduction='sum') / max(len(gold), 32)
        if ts:
            s, e = self.target_scores(cols, tcue, tcontent, torch.tensor(trel))
            total = total + 0.5 * (F.cross_entropy(s, torch.tensor(ts), reduction='sum') + F.cross_entropy(e, torch.tensor(te), reduction='sum')) / max(len(ts), 16)
        return total
