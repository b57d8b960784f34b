"""The last decision about an attribution: is it right? A logistic regression over what the decoders know of it.

    keep.py CHECKPOINT [--onnx F --vocab F]   fits on PolNeAR's dev part (five folds for the figures, all of it for the file),
                                              writes keep.json beside the checkpoint

Label of a predicted attribution: content IoU >= 0.5 and source IoU >= 0.5 with some gold attribution (each gold one used once).
"""
import argparse
import json
import os

import numpy as np
import torch
from torch import nn

import data, decode, evaluate

NAMES = ['cue_mean', 'cue_min', 'content_mean', 'content_first', 'content_after', 'source_mean', 'p_source', 'p_content', 'no_source', 'log_content',
         'log_cue', 'relation', 'says', 'contents', 'source_gap', 'claim_mass', 'statement_cue', 'statement_actor', 'stops', 'quote']


def features(cols, doc, a, lp, st, tags):
    """The numbers of NAMES for one attribution. lp, st: log-softmax of `reading` and of `statement`; tags: the Viterbi path."""
    c, s, con = a['cue'], a['source'], a['content_words']
    own = lambda ws: [lp[w, tags[w]] for w in ws]
    mass = lambda ws, r: float(np.mean([np.log(np.exp(st[w, 1 + 2 * r]) + np.exp(st[w, 2 + 2 * r]) + 1e-6) for w in ws])) if len(ws) else 0.0
    cue = own(range(c[1], c[2]))
    after = a['contents'][-1][2]
    rel = decode.log_softmax(a['relation_scores'])
    src = range(s[1], s[2]) if s else []
    return [float(np.mean(cue)), float(min(cue)), float(np.mean(own(con))), float(lp[con[0], tags[con[0]]]),
            float(lp[after, tags[after]]) if after < len(doc.words) else 0.0,
            float(np.mean(own(src))) if s else 0.0, float(np.log(a['p_source'] + 1e-6)), float(np.log(min(a['p_content']) + 1e-6)), float(s is None),
            float(np.log(len(con))), float(np.log(c[2] - c[1])), float(rel.max()), float(a['relation'] == 0), float(min(3, len(a['contents']) - 1)),
            float(np.log1p(decode.L.gap(c, s))) if s else 0.0, mass(con, 2), mass(range(c[1], c[2]), 1), mass(src, 0),
            float(min(4, sum(doc.words[w] in decode.L.STOPS for w in con[:-1]))), float(any(doc.words[w] in decode.L.QUOTES for w in (con[0], con[-1], con[-1] + 1) if w < len(doc.words)))]


def iou(a, b):
    a, b = set(a), set(b)
    return len(a & b) / max(1, len(a | b))


def collect(an, docs, limit=254):
    """-> per document: feature rows, labels, number of gold attributions with a source."""
    out = []
    for d, cols in an.columns(docs, limit):
        lp, st, tags = decode.log_softmax(cols['reading']), decode.log_softmax(cols['statement']), an.decoder.tags(cols, 'reading')
        atts = an.decoder.attributions(cols, d)
        x = [features(cols, d, a, lp, st, tags) for a in atts]
        used, y = set(), []
        for a in atts:
            src = range(a['source'][1], a['source'][2]) if a['source'] else []
            hit = next((k for k, g in enumerate(d.attributions) if k not in used and iou(a['content_words'], g['content']) >= 0.5
                        and (iou(src, g['source']) >= 0.5 if g['source'] else True)), None)
            if hit is not None:
                used.add(hit)
            y.append(int(hit is not None))
        out.append((d.name, x, y, sum(bool(g['source']) for g in d.attributions)))
    return out


class Keep(nn.Module):
    """Logistic regression over standardised, clipped numbers (a hidden layer was tried: no better, worse calibrated)."""

    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer('mean', mean)
        self.register_buffer('std', std)
        self.out = nn.Linear(len(NAMES), 1)

    def forward(self, x):
        return self.out(((x - self.mean) / self.std).clamp(-4, 4)).squeeze(-1)


def fit(x, y, seed=1):
    torch.manual_seed(seed)
    x, y = torch.tensor(x), torch.tensor(y, dtype=torch.float32)
    m = Keep(x.mean(0), x.std(0).clamp(min=1e-3))
    opt = torch.optim.AdamW(m.parameters(), lr=0.01, weight_decay=0.01)
    for _ in range(250):
        loss = nn.functional.binary_cross_entropy_with_logits(m(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return m


def main():
    a = argparse.ArgumentParser()
    a.add_argument('checkpoint'); a.add_argument('--onnx'); a.add_argument('--vocab'); a.add_argument('--out')
    a = a.parse_args()
    torch.set_num_threads(1)
    evaluate.write_transitions(os.path.dirname(a.checkpoint))
    an = evaluate.Analyser(a.checkpoint, a.onnx, a.vocab)
    rows = collect(an, data.polnear_docs('dev'))
    gold = sum(g for *_, g in rows)
    p = np.zeros(0); y = np.zeros(0)
    for fold in range(5):
        tx = [v for i, r in enumerate(rows) if i % 5 != fold for v in r[1]]
        ty = [v for i, r in enumerate(rows) if i % 5 != fold for v in r[2]]
        m = fit(tx, ty)
        vx = [v for i, r in enumerate(rows) if i % 5 == fold for v in r[1]]
        with torch.no_grad():
            p = np.append(p, torch.sigmoid(m(torch.tensor(vx))).numpy())
        y = np.append(y, [v for i, r in enumerate(rows) if i % 5 == fold for v in r[2]])
    f = lambda t: 200 * y[p >= t].sum() / ((p >= t).sum() + gold)
    grid = {t: round(float(f(t)), 2) for t in (0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)}
    print('F1 without', round(float(f(0)), 2), 'with', grid)
    threshold = max(grid, key=lambda t: grid[t])
    print('calibration', [(round(float(p[k].mean()), 2), round(float(y[k].mean()), 2), int(k.sum())) for t in np.arange(0, 1, 0.1)
                          for k in [(p >= t) & (p < t + 0.1)] if k.sum()])
    m = fit([v for r in rows for v in r[1]], [v for r in rows for v in r[2]])
    json.dump({**{k: v.tolist() for k, v in m.state_dict().items()}, 'threshold': [threshold]}, open(a.out or os.path.join(os.path.dirname(a.checkpoint), 'keep.json'), 'w'))


if __name__ == '__main__':
    main()
