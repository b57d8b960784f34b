"""Small numbers fitted on the dev parts after the encoder: how much the Viterbi transitions weigh, a bias for or against
O, and the neutral bias of directed pairs.

    tune.py CHECKPOINT [--onnx F --vocab F] [--write]   prints a grid; --write stores the best (transitions.json, bias.json)
"""
import argparse
import json
import os

import numpy as np
import torch

import build, data, decode, evaluate
from keep import iou

GENEROUS = -1.6


def f1(an, cached):
    tp = p = g = 0
    for d, cols in cached:
        atts = an.decoder.attributions(cols, d)
        used = set()
        for a in atts:
            src = range(a['source'][1], a['source'][2]) if a['source'] else []
            hit = next((k for k, x in enumerate(d.attributions) if k not in used and iou(a['content_words'], x['content']) >= 0.5
                        and (iou(src, x['source']) >= 0.5 if x['source'] else True)), None)
            if hit is not None:
                used.add(hit)
                tp += 1
        p += len(atts)
        g += sum(bool(x['source']) for x in d.attributions)
    return 100 * tp / max(1, p), 100 * tp / g, 200 * tp / (p + g)


def pair_bias(an):
    y, s = [], []
    seen = {evaluate.norm(d.text) for d in data.dse_docs('train')}         # its split repeats sentences
    with torch.no_grad():
        for d, cols in an.columns([d for d in data.dse_docs('valid') if evaluate.norm(d.text) not in seen]):
            t = {k: torch.from_numpy(v) for k, v in cols.items() if k.startswith('pair')}
            s.append(an.model.heads['pairs'].scores(t, [d.pairs[0][0]], [d.pairs[0][1]])[0].numpy())
            y.append(d.pairs[0][2])
    y, s = np.array(y), np.array(s)
    best = (0, 0)
    for b in np.arange(-1, 1.01, 0.1):        # a narrow grid: the curve is flat and the sentences are few
        z = s.copy(); z[:, 0] += b
        k = z.argmax(1)
        f = 200 * ((k == y) & (y > 0)).sum() / ((k > 0).sum() + (y > 0).sum())
        best = max(best, (round(float(f), 2), round(float(b), 2)))
    return best


def tune_statements(an):
    """How strong the transitions of the `statement` tags are, on the held-out whole documents (few: only a coarse grid)."""
    cached = list(an.columns(data.document_docs(data.HELD_OUT)))
    start, trans = an.trans['statement']
    out = {}
    for w in (0.2, 0.5, 1.0):
        for b in (-1.0, -0.5, 0.0):
            t = np.where(trans <= -9999, decode.FORBIDDEN, trans * w)
            t[:, 0] += b
            an.decoder.trans['statement'] = (start, t)
            tp = p = g = 0
            for d, cols in cached:
                used = set()
                got = an.decoder.statements(cols, d)
                for a in got:
                    src = range(a['source'][1], a['source'][2]) if a['source'] else []
                    hit = next((k for k, x in enumerate(d.attributions) if k not in used and x['relation'] == a['relation']
                                and iou(a['claim'], x['content']) >= 0.5 and iou(src, x['source']) >= 0.5), None)
                    if hit is not None:
                        used.add(hit)
                tp += len(used); p += len(got); g += len(d.attributions)
            out[w, b] = (round(100 * tp / max(1, p), 1), round(100 * tp / g, 1), round(200 * tp / (p + g), 1))
    return out


def main():
    a = argparse.ArgumentParser()
    a.add_argument('checkpoint'); a.add_argument('--onnx'); a.add_argument('--vocab'); a.add_argument('--write', action='store_true')
    a.add_argument('--biases', default='-0.5'); a.add_argument('--weights', default='0.3')
    a = a.parse_args()
    torch.set_num_threads(1)
    folder = os.path.dirname(a.checkpoint)
    if a.write and os.path.exists(os.path.join(folder, 'transitions.json')):
        os.remove(os.path.join(folder, 'transitions.json'))       # start from the counts
    evaluate.write_transitions(folder)
    an = evaluate.Analyser(a.checkpoint, a.onnx, a.vocab)
    an.raw_statement = an.trans['statement'][1]
    need = lambda k: k in ('reading', 'statement') or k.startswith(('link', 'stance', 'target'))
    cached = [(d, {k: v for k, v in c.items() if need(k)}) for d, c in an.columns(data.polnear_docs('dev'))]
    start, trans = an.trans['reading']
    best = (0,)
    for w in map(float, a.weights.split(',')):
        for b in map(float, a.biases.split(',')):
            t = np.where(trans <= -9999, decode.FORBIDDEN, trans * w)
            t[:, 0] += b
            an.decoder.trans['reading'] = (start, t)
            r = f1(an, cached)
            print(f'transitions x{w} O{b:+}: P {r[0]:.1f} R {r[1]:.1f} F1 {r[2]:.2f}', flush=True)
            if r[2] > best[0]:
                best = (r[2], w, b, t)
    pb = pair_bias(an)
    cached.clear()
    print('statements', tune_statements(an), flush=True)
    print('best', best[:3], 'pairs F1, neutral bias', pb)
    if a.write:
        path = os.path.join(folder, 'transitions.json')
        j = json.load(open(path))
        # keep.py drops what is wrong, so the tags may be generous: a stronger bias against O than is best alone
        t = np.where(trans <= -9999, decode.FORBIDDEN, trans * best[1])
        t[:, 0] += GENEROUS
        j['reading'] = (start.tolist(), t.tolist())
        # here too: the judge of proposals (combine.py) drops what is wrong
        t = np.where(an.raw_statement <= -9999, decode.FORBIDDEN, an.raw_statement * 0.2)
        t[:, 0] -= 1.2
        j['statement'] = (j['statement'][0], t.tolist())
        json.dump(j, open(path, 'w'))
        json.dump({'pairs.bias': [pb[1], 0, 0, 0, 0]}, open(os.path.join(folder, 'bias.json'), 'w'))


if __name__ == '__main__':
    main()
