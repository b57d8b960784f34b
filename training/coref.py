"""What mentions and coreference learn after the encoder: how much the encoder says of a mention's edges beside the tree; the likeness of mentions
(likeness.py), how much the encoder's own scores weigh beside it, and when there is no antecedent.

    coref.py CHECKPOINT --onnx F --vocab F [--into FOLDER]

Reads GUM with the exported model, learns in a few minutes, writes coref.safetensors beside the checkpoint: export.py puts it into
decoders.safetensors, and so does --into for a folder that has been exported already. On the dev part are chosen: the shares of the encoder's scores (two for edges,
one for links) and the bias; nothing else.
"""
import argparse
import collections
import hashlib
import os
import random
import re
import time

import numpy as np
import torch
from safetensors.numpy import load_file, save_file

import build, data, decode, evaluate, likeness

SEED, EPOCHS, RATE, DROPOUT = 20261125, 5, 3e-3, 0.3
NEAR, FAR = 25, 0.15             # so many mentions back all antecedents are learnt from, farther only what is alike and a part of the others
LOST, SAME = 0.05, 0.7           # mentions left out; how often a word's type is mistaken alike all through a document
EDGE_SHARES = (1.0, 0.7, 0.5, 0.4, 0.3, 0.22, 0.16)
SHARES, BIASES = (0.1, 0.2, 0.3), (-1.5, -1.0, -0.5)


def parsed(an, part):
    """-> [(document, the columns needed, heads, relations)]"""
    need = lambda k: k == 'mention' or k.startswith(('edge_', 'coref_'))
    for d, cols in an.columns(data.treebank_docs(f'{data.SHARED}/treebanks/{part}.conllu', build.label_ids(an.inv))):
        heads, rels = an.decoder.trees(cols, d.sentences, an.inv['deprel'].index('root'))
        rels = [an.inv['deprel'][k] for k in rels]
        yield d, {k: v for k, v in cols.items() if need(k)}, heads.tolist(), rels, an.words(d, cols, heads, rels, d.sentences)


def share_edges(an, docs):
    """How much the encoder's pointing weighs beside distance and tree, for starts and ends: it knows the training documents by heart, so it was learnt to
    weigh too much. As only the best place counts, the other weights are divided by the share."""
    edges = an.model.heads['edges']
    for side in ('start', 'end'):
        parts = [getattr(edges, f'{side}_{k}') for k in ('distance', 'yield')]
        plain = [p.detach().clone() for p in parts]
        right = {}
        for share in EDGE_SHARES:
            for p, x in zip(parts, plain):
                p.data = x / share
            right[share] = 0
            for d, cols, heads, rels, _ in docs:
                gold = {m['head']: m for m in d.head_mentions}
                right[share] += sum(m[side] == gold[m['head']][side] for m in an.decoder.mentions(cols, d.sentences, heads, rels) if m['head'] in gold)
        best = max(EDGE_SHARES, key=lambda x: (right[x], x))
        for p, x in zip(parts, plain):
            p.data = x / best
        print(side, 'right by share of the encoder', right, 'best', best, flush=True)
    return {f'edges.{k}': v.detach().numpy() for k, v in edges.named_parameters()}


def found(an, docs):
    """-> [(document, mentions as found, their words, the encoder's columns)], mentions with `p`, `sure` and `gold`, a cluster or a word of
    its own."""
    out = []
    for d, cols, heads, rels, words in docs:
        ms = an.decoder.mentions(cols, d.sentences, heads, rels)
        gold = {m['head']: m for m in d.head_mentions}
        for m in ms:
            m['gold'] = gold[m['head']]['cluster'] if m['head'] in gold else ('wrong', m['head'])
            m['type'] = int(d.labels['mention'][m['head']]) if m['head'] in gold else 0
        rows = [m['head'] for m in ms]
        out.append((d, ms, words, {k: v[rows] for k, v in cols.items() if k.startswith('coref_')}))
    return out


def mistake(train, dev, rng):
    """The encoder hardly mistakes types in its training documents. They get the types that it found for like mentions of the dev part:
    of the same true type, and pronoun or part of speech."""
    bank = collections.defaultdict(list)
    like = lambda w, m: likeness.CLASS.get(w.forms[m['head']].lower()) or w.upos[m['head']]
    for _, ms, w, _ in dev:
        for m in ms:
            for key in ((m['type'], like(w, m)), m['type']):
                bank[key].append((m['p'], m['sure']))
    for _, ms, w, _ in train:
        known = {}
        for m in ms:
            key = (m['type'], like(w, m), w.forms[m['head']].lower())
            if key not in known or rng.random() >= SAME:
                known[key] = rng.choice(bank.get(key[:2]) or bank[m['type']])
            m['p'], m['sure'] = known[key]
            m['kind'] = int(np.argmax(m['p'])) + 1


def loss(pair, none, mi, gold):
    """Minus the log-likelihood of all right antecedents together, 'none' where there is no other."""
    top = none.detach().scatter_reduce(0, mi, pair.detach(), 'amax')
    e, en = torch.exp(pair - top[mi]), torch.exp(none - top)
    some = torch.zeros(len(none)).index_add(0, mi, gold.float()) > 0
    right = torch.where(some, torch.zeros_like(en), en).index_add(0, mi, e * gold)
    return (torch.log(en.index_add(0, mi, e)) - torch.log(right.clamp(min=1e-20))).sum()


def learn(train):
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    model = likeness.Likeness()
    opt = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    items = []
    for _, ms, w, _ in train:
        if len(ms) > 1:
            mi, ai, pair, mention = likeness.features(w, ms)
            g = likeness.numbers([m['gold'] for m in ms])
            near = torch.from_numpy((pair['text'] > 0) | (mi - ai < NEAR) | (g[mi] == g[ai]))
            items.append((model.codes({k: v.astype(np.int16) for k, v in pair.items()}, mention), torch.from_numpy(mi), torch.from_numpy(ai), torch.from_numpy(g[mi] == g[ai]), near, len(ms)))
    step, steps = 0, EPOCHS * len(items)
    for epoch in range(EPOCHS):
        total = count = 0
        t = time.time()
        for i in rng.permutation(len(items)):
            codes, mi, ai, gold, near, n = items[i]
            lost = torch.rand(n) < LOST
            k = (near | (torch.rand(len(mi)) < FAR)) & ~(lost[mi] | lost[ai])
            for group in opt.param_groups:
                group['lr'] = RATE * (1 - step / steps)
            step += 1
            pair, none = model((codes[0][k], codes[1], codes[2]), mi[k], ai[k], DROPOUT)
            l = loss(pair, none, mi[k], gold[k])
            opt.zero_grad()
            (l / 300).backward()
            opt.step()
            total, count = total + float(l.detach()), count + n
        print(f'epoch {epoch}: {total / count:.3f} a mention, {time.time() - t:.0f} s', flush=True)
    return model.eval()


def fit(an, dev):
    """Share and bias with the best CoNLL score on the dev part."""
    best = (0, 0, 0)
    for an.decoder.coref_share in SHARES:
        for an.decoder.coref_bias in BIASES:
            for d, ms, w, rows in dev:
                an.decoder.clusters(rows, d, ms, w)
            f = evaluate.conll([(evaluate.gold_clusters(d.mentions), evaluate.gold_clusters(ms)) for d, ms, _, _ in dev])
            print(f'share {an.decoder.coref_share} bias {an.decoder.coref_bias}:', *f, flush=True)
            best = max(best, (float(f[-1]), an.decoder.coref_share, an.decoder.coref_bias))
    return best


def put_into(folder, tensors):
    """Into the decoder tensors of an exported model, and their checksum into its manifest."""
    path, manifest = os.path.join(folder, 'decoders.safetensors'), os.path.join(folder, 'manifest.ron')
    save_file(dict(sorted({**load_file(path), **tensors}.items())), path)
    os.chmod(path, 0o644)
    digest = hashlib.sha256(open(path, 'rb').read()).hexdigest()
    text = re.sub(r'("decoders.safetensors", )"\w+"', rf'\1"{digest}"', open(manifest).read())
    open(manifest, 'w').write(text)


def main():
    a = argparse.ArgumentParser()
    a.add_argument('checkpoint'); a.add_argument('--onnx'); a.add_argument('--vocab'); a.add_argument('--into')
    a = a.parse_args()
    torch.set_num_threads(1)
    evaluate.write_transitions(os.path.dirname(a.checkpoint))
    out = os.path.join(os.path.dirname(a.checkpoint), 'coref.safetensors')
    if os.path.exists(out):
        os.remove(out)               # start from what the encoder's training left
    an = evaluate.Analyser(a.checkpoint, a.onnx, a.vocab)
    dev = list(parsed(an, 'gum-dev'))
    edges = share_edges(an, dev)
    dev, train = found(an, dev), found(an, parsed(an, 'gum-train'))
    mistake(train, dev, random.Random(SEED))
    an.decoder.likeness = learn(train)
    best = fit(an, dev)
    print('best', best)
    tensors = {**edges, **an.decoder.likeness.tensors(), 'coref.share': np.array([best[1]], np.float32), 'coref.bias': np.array([best[2]], np.float32)}
    tensors = {k: np.ascontiguousarray(v, np.float32) for k, v in sorted(tensors.items())}
    save_file(tensors, out)
    if a.into:
        put_into(a.into, tensors)


if __name__ == '__main__':
    main()
