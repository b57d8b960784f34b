"""Train every head at once.

    train.py OUT_FOLDER [--epochs N] [--deadline HH:MM] [--resume] [--all]

The learning rate falls linearly to nothing over the planned steps; with --deadline it falls at least as fast as the
clock runs, so that a shared machine still ends in time (the log says at which step it ended). A checkpoint is written
after every epoch. --all trains on the dev parts too: only for a release whose figures were taken before.
"""
import argparse
import datetime
import json
import os
import random
import time

import numpy as np
import torch

import batches, build, data
from pieces import Pieces

SEED, BUDGET = 20261124, 4096
ROUNDED = 0.6        # from this part of the run on the encoder computes as its 8-bit export will
ENCODER_LR, HEADS_LR, WARM_UP = 2e-4, 1e-3, 300
HIDE = 0.08          # share of the words whose pieces are hidden: a cheap guard against learning by heart


def load(inv, everything=False):
    ids = build.label_ids(inv)
    tb = f'{data.SHARED}/treebanks/'
    sets = {'ewt': data.treebank_docs(tb + 'ewt-train.conllu', ids), 'gum': data.treebank_docs(tb + 'gum-train.conllu', ids),
            'polnear': data.polnear_docs('train'), 'document': [d for d in data.document_docs() if everything or d.name not in data.HELD_OUT] + data.written_docs(data.WRITTEN) + data.excerpt_docs(data.EXCERPTS),
            'dse': data.dse_docs('train')}
    if everything:
        sets['ewt'] += data.treebank_docs(tb + 'ewt-dev.conllu', ids)
        sets['gum'] += data.treebank_docs(tb + 'gum-dev.conllu', ids)
        sets['polnear'] += data.polnear_docs('dev')
        sets['dse'] += data.dse_docs('valid')
    else:
        for d in sets['polnear']:
            if build.held_out_stance(d.name):
                for a in d.attributions:
                    a.pop('relation', None)
                st = d.labels['reading'].copy()
                st[st >= 5] = -100
                d.labels['statement'] = st
    return sets


def epoch_units(sets, rng):
    """One epoch: the treebanks twice, half of PolNeAR, the whole documents twice, two fifths of the pairs
    with a stance and fewer of the neutral ones."""
    out = []
    for kind, times, part, together in (('ewt', 2, 1.0, 2), ('gum', 2, 1.0, 8), ('polnear', 1, 0.5, 4), ('document', 2, 1.0, 4)):
        for _ in range(times):
            for d in sets[kind]:
                if rng.random() < part:
                    out += batches.units(d, rng.choice((126, 190, 222, 254, 254, 254)), together)
    for d in sets['dse']:
        if rng.random() < (0.4 if d.pairs[0][2] else 0.15):
            out += batches.units(d, 254, 1)
    return out


def load_optimiser(opt, ck, names):
    """The optimiser's state by parameter name, so that a head may be added in between."""
    old = {k: ck['opt']['state'][i] for i, k in enumerate(ck['names']) if i in ck['opt']['state']}
    new = opt.state_dict()
    new['state'] = {i: old[k] for i, k in enumerate(names) if k in old}
    opt.load_state_dict(new)


def main():
    a = argparse.ArgumentParser()
    a.add_argument('out')
    a.add_argument('--epochs', type=int, default=9)
    a.add_argument('--deadline')
    a.add_argument('--resume', action='store_true')
    a.add_argument('--from', dest='base', help="another run's last.pt: its weights and optimiser, with a schedule of one's own")
    a.add_argument('--peak', type=float, default=1.0, help='times the learning rates: less than 1 when going on from another run')
    a.add_argument('--all', action='store_true')
    a.add_argument('--one', action='store_true', help='stop after one epoch: --resume then goes on, with whatever data there are by then')
    a.add_argument('--steps', type=int, help='stop after so many: a smoke test')
    a.add_argument('--threads', type=int, default=1)
    a = a.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(SEED); np.random.seed(SEED); random.seed(SEED)
    os.makedirs(a.out, exist_ok=True)
    inv_path = os.path.join(a.out, 'inventories.json')
    if not os.path.exists(inv_path):
        json.dump(data.inventories(), open(inv_path, 'w'))
    inv = json.load(open(inv_path))
    pieces = Pieces(os.path.join(build.base_folder(), 'vocab.txt'))
    sets = load(inv, a.all)
    for k, v in sets.items():
        batches.prepare(v, pieces)
        print(k, len(v), sum(len(d.words) for d in v), flush=True)
    model = build.make_model(inv)
    model.encoder.load_base(os.path.join(build.base_folder(), 'model.safetensors'))
    model.encoder.word.weight.requires_grad_(False)
    enc = [p for p in model.encoder.parameters() if p.requires_grad and p is not model.encoder.shape.weight]
    rest = [model.encoder.shape.weight] + list(model.project.parameters()) + list(model.heads.parameters())
    names = {id(p): k for k, p in model.named_parameters()}
    opt = torch.optim.AdamW([{'params': enc, 'lr': ENCODER_LR, 'peak': ENCODER_LR}, {'params': rest, 'lr': HEADS_LR, 'peak': HEADS_LR}],
                            weight_decay=0.01, betas=(0.9, 0.98), eps=1e-6, fused=True)
    step, first_epoch, began = 0, 0, time.time()
    ck_path = os.path.join(a.out, 'last.pt')
    again = a.resume and os.path.exists(ck_path)
    if again or a.base:
        ck = torch.load(ck_path if again else a.base, weights_only=False)
        print('resumed; not in the checkpoint:', model.load_state_dict(ck['model'], strict=False))
        load_optimiser(opt, ck, [names[id(p)] for p in enc + rest])
        if again:
            step, first_epoch, began = ck['step'], ck['epoch'], ck['began']
    deadline = None
    if a.deadline:
        h, m = map(int, a.deadline.split(':'))
        end = datetime.datetime.now().replace(hour=h, minute=m, second=0)
        deadline = (end if end > datetime.datetime.now() else end + datetime.timedelta(days=1)).timestamp()
    per_epoch = None
    for epoch in range(first_epoch, a.epochs):
        rng = random.Random(SEED + epoch)
        plan = batches.pack(epoch_units(sets, rng), BUDGET, rng)
        per_epoch = per_epoch or len(plan)
        model.train()
        if epoch >= 2 or a.base:
            model.heads['links'].use_predicted = model.heads['coref'].use_predicted = True
        sums, counts, seen, t0 = {}, {}, 0, time.time()
        for bi, members in enumerate(plan):
            progress = step / (per_epoch * a.epochs)
            if deadline:
                progress = max(progress, (time.time() - began) / (deadline - began))
            if progress >= 1:
                break
            scale = a.peak * min(1.0, (step + 1) / WARM_UP) * max(0.0, 1 - progress)
            for g in opt.param_groups:
                g['lr'] = g['peak'] * scale
            for layer in model.encoder.layers:
                layer.rounded = progress >= ROUNDED
            b = batches.Batch(members, 0.15, rng, hide=HIDE)
            with torch.autocast('cpu', torch.bfloat16):
                h = model.encoder(b.ids, b.shapes, b.mask)
            cols = model.columns_of(h, b.first, b.last)
            total = 0
            for name, head in model.heads.items():
                l = head.loss(cols, b)
                if l is not None:
                    total = total + l
                    sums[name] = sums.get(name, 0) + float(l); counts[name] = counts.get(name, 0) + 1
            opt.zero_grad()
            total.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            opt.step()
            step += 1
            seen += b.words
            if bi % 50 == 49 or a.steps:
                print(f'{time.strftime("%H:%M:%S")} epoch {epoch} {bi + 1}/{len(plan)} lr {scale:.3f} {seen / (time.time() - t0):.0f} words/s '
                      + ' '.join(f'{k} {sums[k] / counts[k]:.3f}' for k in sums), flush=True)
                if bi % 50 == 49:
                    sums, counts = {}, {}
            if a.steps and bi + 1 >= a.steps:
                return
        ck = {'model': model.state_dict(), 'opt': opt.state_dict(), 'names': [names[id(p)] for p in enc + rest], 'step': step, 'epoch': epoch + 1, 'began': began}
        torch.save(ck, ck_path + '.tmp'); os.replace(ck_path + '.tmp', ck_path)
        torch.save({k: v for k, v in ck.items() if k != 'opt'}, os.path.join(a.out, f'epoch{epoch + 1}.pt'))
        print(f'{time.strftime("%H:%M:%S")} saved epoch {epoch + 1} step {step}', flush=True)
        if a.one or deadline and time.time() >= deadline:
            break


if __name__ == '__main__':
    main()
