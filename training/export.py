"""A checkpoint to the files that the Rust program embeds: export.py CHECKPOINT FOLDER [--float]

The ONNX graph is written by hand, so that it holds exactly the operators that `rten` fuses (MatMulInteger with its scale,
Add+Softmax, transposes into MatMul) and nothing else. Weights are stored in 8 bits: one scale a column in products, one a row in the
embedding table. Products use only 7 of the bits, so that processors without VNNI, whose 16-bit sums would overflow, give the
same results. Activations are quantised as they come (DynamicQuantizeLinear), their channels evened out before.
"""
import argparse
import collections
import hashlib
import json
import os
import time

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file, save_file

import batches, build, data
from model import ATT_HEADS, WIDTH
from pieces import Pieces

FORMAT = 1
MAX_S = 256
PER_HEAD = WIDTH // ATT_HEADS


class Graph:
    def __init__(self, quantise, bits, smooth):
        self.nodes, self.init, self.n = [], [], 0
        self.quantise, self.bits, self.smooth = quantise, bits, smooth or {}
        self.quantised = {}
        self.count = collections.Counter()

    def const(self, array, name=None):
        name = name or f'c{len(self.init)}'
        self.init.append(numpy_helper.from_array(np.asarray(array, order='C'), name))
        return name

    def op(self, kind, inputs, outputs=1, **attrs):
        self.n += 1
        out = [f'{kind.lower()}{self.n}' + (f'_{i}' if i else '') for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, out, name=f'{kind}_{self.n}', **attrs))
        return out[0] if outputs == 1 else out

    def linear(self, x, weight, bias, part=''):
        """x @ weight.T + bias."""
        w = weight.T.astype(np.float32)
        if not self.quantise:
            return self.op('Add', [self.op('MatMul', [x, self.const(w)]), self.const(bias.astype(np.float32))])
        if (part, self.count[part]) in self.smooth:
            # even out the input's channels (SmoothQuant): x / s and s * W give the same product, with less to round
            d = self.smooth[part, self.count[part]]
            x, w = self.op('Mul', [x, self.const((1 / d).astype(np.float32))]), w * d[:, None]
        self.count[part] += 1
        top = 2 ** (self.bits - 1) - 1
        scale = np.maximum(np.abs(w).max(0), 1e-9) / top
        q = np.clip(np.round(w / scale), -top, top).astype(np.int8)
        if x not in self.quantised:
            self.quantised[x] = self.op('DynamicQuantizeLinear', [x], 3)
        xq, xs, xz = self.quantised[x]
        y = self.op('MatMulInteger', [xq, self.const(q), xz, self.const(np.zeros((), np.int8))])
        s = self.op('Mul', [xs, self.const(scale.astype(np.float32))])
        y = self.op('Mul', [self.op('Cast', [y], to=TensorProto.FLOAT), s])
        return self.op('Add', [y, self.const(bias.astype(np.float32))])

    def norm(self, x, m):
        return self.op('LayerNormalization', [x, self.const(n(m.weight)), self.const(n(m.bias))], epsilon=1e-12, axis=-1)


def n(t):
    return t.detach().float().numpy()


def graph(model, keep, quantise=True, bits=7, smooth=None):
    """`keep`: the ids of the vocabulary's pieces that stay, in their new order."""
    g = Graph(quantise, bits, smooth)
    e = model.encoder
    table = n(e.word.weight)[keep]
    if quantise:
        scale = np.maximum(np.abs(table).max(1, keepdims=True), 1e-9) / 127
        rows = g.op('Gather', [g.const(np.round(table / scale).astype(np.int8)), 'input_ids'], axis=0)
        x = g.op('Mul', [g.op('Cast', [rows], to=TensorProto.FLOAT), g.op('Gather', [g.const(scale.astype(np.float32)), 'input_ids'], axis=0)])
    else:
        x = g.op('Gather', [g.const(table), 'input_ids'], axis=0)
    length = g.op('Slice', [g.op('Shape', ['input_ids']), g.const(np.array([1])), g.const(np.array([2]))])
    position = g.op('Slice', [g.const(n(e.position.weight)[:MAX_S]), g.const(np.array([0])), length, g.const(np.array([0]))])
    x = g.op('Add', [x, g.op('Gather', [g.const(n(e.shape.weight)), 'case_ids'], axis=0)])
    x = g.norm(g.op('Add', [x, position]), e.norm)
    mask = g.op('Cast', ['attention_mask'], to=TensorProto.FLOAT)
    mask = g.op('Mul', [g.op('Sub', [mask, g.const(np.array(1, np.float32))]), g.const(np.array(10000, np.float32))])
    mask = g.op('Unsqueeze', [mask, g.const(np.array([1, 2]))])
    split, merge = g.const(np.array([0, 0, ATT_HEADS, PER_HEAD])), g.const(np.array([0, 0, WIDTH]))
    for layer in e.layers:
        w, b = n(layer.qkv.weight), n(layer.qkv.bias)
        part = lambda i, f=1.0: g.linear(x, w[i * WIDTH:(i + 1) * WIDTH] * f, b[i * WIDTH:(i + 1) * WIDTH] * f, 'qkv')
        q, k, v = part(0, PER_HEAD ** -0.5), part(1), part(2)
        q = g.op('Transpose', [g.op('Reshape', [q, split])], perm=[0, 2, 1, 3])
        k = g.op('Transpose', [g.op('Reshape', [k, split])], perm=[0, 2, 3, 1])
        v = g.op('Transpose', [g.op('Reshape', [v, split])], perm=[0, 2, 1, 3])
        p = g.op('Softmax', [g.op('Add', [g.op('MatMul', [q, k]), mask])], axis=-1)
        y = g.op('Reshape', [g.op('Transpose', [g.op('MatMul', [p, v])], perm=[0, 2, 1, 3]), merge])
        x = g.norm(g.op('Add', [x, g.linear(y, n(layer.out.weight), n(layer.out.bias), 'out')]), layer.norm1)
        u = g.op('Gelu', [g.linear(x, n(layer.up.weight), n(layer.up.bias), 'up')])
        x = g.norm(g.op('Add', [x, g.linear(u, n(layer.down.weight), n(layer.down.bias), 'down')]), layer.norm2)
    flat = g.op('Reshape', [x, g.const(np.array([-1, WIDTH]))])
    state = g.op('Add', [g.op('Gather', [flat, 'word_first'], axis=0), g.op('Gather', [flat, 'word_last'], axis=0)])
    w = np.concatenate([n(p.weight) for p in model.project.values()])
    b = np.concatenate([n(p.bias) for p in model.project.values()])
    y = g.linear(state, w, b, 'head')
    g.nodes[-1].output[0] = 'words'
    i64 = TensorProto.INT64
    ins = [helper.make_tensor_value_info(k, i64, ['B', 'S']) for k in ('input_ids', 'case_ids', 'attention_mask')]
    ins += [helper.make_tensor_value_info(k, i64, ['W']) for k in ('word_first', 'word_last')]
    out = [helper.make_tensor_value_info('words', TensorProto.FLOAT, ['W', len(b)])]
    m = helper.make_model(helper.make_graph(g.nodes, 'standpoint', ins, out, g.init), opset_imports=[helper.make_opsetid('', 20)])
    m.ir_version = 10
    onnx.checker.check_model(m)
    return m


def calibration(inv):
    """A batch of news and of web text, to see how large activations get."""
    pieces = Pieces(os.path.join(build.base_folder(), 'vocab.txt'))
    docs = data.polnear_docs('dev')[:6] + data.treebank_docs(f'{data.SHARED}/treebanks/ewt-dev.conllu', build.label_ids(inv))[:6]
    return batches.Batch([batches.units(d, batches.LIMIT, 99)[0] for d in batches.prepare(docs, pieces)])


@torch.no_grad()
def channel_scales(model, batch, parts=('up', 'down'), alpha=0.7):
    """Per input channel of a product: largest activation ^ alpha / largest weight ^ (1 - alpha), over one batch of text."""
    e, seen = model.encoder, {}
    hooks = []
    for i, layer in enumerate(e.layers):
        for part in parts:
            m = getattr(layer, part)
            hooks.append(m.register_forward_hook(lambda mod, inp, out, k=(part, i): seen.__setitem__(k, (inp[0].abs().amax((0, 1)), mod.weight.abs().amax(0)))))
    e(batch.ids, batch.shapes, batch.mask)
    for h in hooks:
        h.remove()
    return {k: n((a.clamp(min=1e-3) ** alpha / w.clamp(min=1e-4) ** (1 - alpha))) for k, (a, w) in seen.items()}


def kept_pieces(vocab):
    """Pieces that stay: all but BERT's [unusedN]."""
    return [i for i, p in enumerate(vocab) if not p.startswith('[unused')]


def ron_string(s):
    return '"' + s.replace('\\', '\\\\').replace('"', '\\"') + '"'


def labels_ron(model, inv):
    lines = ['// Columns of the output `words` (name, first, width) and the label inventories; see training/FORMAT.md.', '(', f'    format: {FORMAT},', '    columns: [']
    lines += [f'        ({ron_string(k)}, {a}, {w}),' for k, (a, w) in model.columns.items()]
    lines.append('    ],')
    lists = {**{k: inv[k] for k in ('upos', 'xpos', 'feats', 'lemma', 'deprel', 'mention')}, 'reading': data.TAGS, 'statement': data.STATEMENT_TAGS,
             'relation': data.RELATIONS, 'pair': ['neutral', 'p positive to q', 'q positive to p', 'p negative to q', 'q negative to p']}
    for k, v in lists.items():
        lines.append(f'    {k}: [' + ', '.join(map(ron_string, v)) + '],')
    return '\n'.join(lines + [')', ''])


def export(checkpoint, folder, quantise=True, bits=7):
    base = os.path.dirname(checkpoint)
    inv = json.load(open(os.path.join(base, 'inventories.json')))
    model, ck = build.load_model(checkpoint, inv)
    os.makedirs(folder, exist_ok=True)
    vocab = [l.rstrip('\n') for l in open(os.path.join(build.base_folder(), 'vocab.txt'), encoding='utf-8')]
    keep = kept_pieces(vocab)
    open(os.path.join(folder, 'vocab.txt'), 'w', encoding='utf-8').write(''.join(vocab[i] + '\n' for i in keep))
    smooth = channel_scales(model, calibration(inv)) if quantise else None
    onnx.save(graph(model, keep, quantise, bits, smooth), os.path.join(folder, 'model.onnx'))
    open(os.path.join(folder, 'labels.ron'), 'w', encoding='utf-8').write(labels_ron(model, inv))
    trans = json.load(open(os.path.join(base, 'transitions.json')))
    tensors = {k: v.float().numpy() for k, v in model.heads.state_dict().items()}
    for k, (s, t) in trans.items():
        tensors[f'{k}.start'], tensors[f'{k}.transitions'] = np.array(s, np.float32), np.array(t, np.float32)
    for name in ('keep', 'bias'):             # fitted after the encoder, where they are there
        path = os.path.join(base, name + '.json')
        if os.path.exists(path):
            tensors.update({k if name == 'bias' else f'{name}.{k}': np.array(v, np.float32) for k, v in json.load(open(path)).items()})
    path = os.path.join(base, 'coref.safetensors')
    if os.path.exists(path):
        tensors.update(load_file(path))
    save_file({k: np.ascontiguousarray(v, np.float32) for k, v in sorted(tensors.items())}, os.path.join(folder, 'decoders.safetensors'))
    os.chmod(os.path.join(folder, 'decoders.safetensors'), 0o644)
    lemmas = os.path.join(folder, 'lemmas.tsv')
    source = os.path.join(base, 'lemmas.tsv')
    open(lemmas, 'w', encoding='utf-8').write(open(source, encoding='utf-8').read() if os.path.exists(source) else '')
    files = ['model.onnx', 'vocab.txt', 'labels.ron', 'decoders.safetensors', 'lemmas.tsv']
    with open(os.path.join(folder, 'manifest.ron'), 'w') as f:
        f.write(f'(\n    format: {FORMAT},\n    trained: "{time.strftime("%Y-%m-%d", time.gmtime(ck["began"]))}, step {ck["step"]}",\n    files: [\n')
        for x in files:
            f.write(f'        ("{x}", "{hashlib.sha256(open(os.path.join(folder, x), "rb").read()).hexdigest()}"),\n')
        f.write('    ],\n)\n')
    print({x: os.path.getsize(os.path.join(folder, x)) for x in files})


if __name__ == '__main__':
    a = argparse.ArgumentParser()
    a.add_argument('checkpoint'); a.add_argument('folder'); a.add_argument('--float', action='store_true'); a.add_argument('--bits', type=int, default=7)
    a = a.parse_args()
    export(a.checkpoint, a.folder, not a.float, a.bits)
