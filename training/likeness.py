"""How alike two mentions are by what can be said without the encoder's states: words, trees, types, places.

The encoder knows its training documents by heart (coreference on them is nearly perfect), so that a scorer over its states
learns little that holds elsewhere. These features are few and mean the same in every document. FORMAT.md, section 5, has them
in words; src/language/decode/likeness.rs is the same in Rust.
"""
import os
import re
import typing

import numpy as np
import torch
from torch import nn

HIDDEN, REACH = 64, 200
MENTIONS_APART = (1, 2, 3, 4, 6, 9, 14, 22, 35, 60)
SENTENCES_APART = (1, 2, 3, 4, 6, 10, 20)
TIMES = (2, 3, 5, 9)
AGREEMENT = (.02, .05, .1, .2, .35, .5, .65, .8, .9)
SURENESS = (-1, 0, 1, 2, 3, 4.5, 6)
# Of a pair, and of each mention in it: names and how many values.
PAIR = {'distance': 11, 'sentences': 8, 'times': 10, 'text': 12, 'nested': 3, 'agreement': 10, 'tree': 21, 'pronoun': 100, 'types': 121, 'forms': 100, 'numbers': 9}
MENTION = {'class': 10, 'form': 10, 'kind': 11, 'number': 3, 'role': 14, 'length': 5, 'seen': 4, 'sure': 8}
BRANCH = {'appos': 2, 'conj': 3, 'nmod:poss': 4, 'acl': 5, 'acl:relcl': 5, 'nsubj': 6, 'compound': 7, 'flat': 7, 'parataxis': 8}


def word_lists():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'src', 'language', 'english', 'coreference.ron')
    text = re.sub(r'^\s*//.*\n', '', open(path, encoding='utf-8').read(), flags=re.M)
    out = {}
    for name, body in re.findall(r'(\w+): \[(.*?)\],\n(?=    \w|\))', text, flags=re.S):
        groups = re.findall(r'\[(.*?)\]', body, flags=re.S) or [body]
        words = [[w.replace('\\"', '"') for w in re.findall(r'"((?:\\.|[^"\\])+)"', g)] for g in groups]
        out[name] = words if '[' in body else words[0]
    return out


LISTS = word_lists()
CLASS = {w: i + 1 for i, ws in enumerate(LISTS['pronouns']) for w in ws}
ROLE = {r: i + 1 for i, rs in enumerate(LISTS['roles']) for r in rs}
ARTICLES, DEFINITE, DEMONSTRATIVE, POSSESSIVE, INDEFINITE, SIGNS, EMPTY = (
    set(LISTS[k]) for k in ('articles', 'definite', 'demonstrative', 'possessive', 'indefinite', 'possessive_signs', 'empty'))


class Words(typing.NamedTuple):
    """What is read of a document's words: lists by word; heads are document word indices, -1 for ROOT."""
    forms: list
    lemmas: list
    upos: list
    feats: list
    heads: list
    deprels: list
    sentences: list         # the sentence of each word


def form_of(w, m, h):
    """0 pronoun; 1 name; 2 the; 3 this …; 4 my …, the minister's; 5 a …; 6 a number first; 7 bare plural; 8 bare singular; 9 other."""
    first = w.forms[m['start']].lower()
    if w.upos[h] == 'PROPN':
        return 1
    if first in DEFINITE:
        return 2
    if first in DEMONSTRATIVE:
        return 3
    if first in POSSESSIVE or any(x in SIGNS for x in w.forms[m['start']:min(h, m['end'])]):
        return 4
    if first in INDEFINITE:
        return 5
    if w.upos[m['start']] == 'NUM':
        return 6
    return 9 if w.upos[h] != 'NOUN' else 7 if number_of(w.feats[h]) == 2 else 8


def number_of(feats):
    return 1 if 'Number=Sing' in feats else 2 if 'Number=Plur' in feats or 'Number=Ptan' in feats else 0


class Described:
    """A mention as its features see it."""

    def __init__(self, w, m):
        h, forms = m['head'], w.forms[m['start']:m['end']]
        length = len(forms)
        self.low = w.forms[h].lower()
        self.cls = CLASS.get(self.low, 0) if length == 1 or w.upos[h] == 'PRON' else 0
        self.form = 0 if self.cls else form_of(w, m, h)
        self.number = number_of(w.feats[h])
        self.role = ROLE.get(w.deprels[h], ROLE.get(w.deprels[h].split(':')[0], 0))
        self.length = 0 if length == 1 else 1 if length == 2 else 2 if length < 5 else 3 if length < 9 else 4
        words = [x.lower() for x in forms]
        if len(words) > 1 and words[-1] in SIGNS:
            words = words[:-1]
        while len(words) > 1 and words[0] in ARTICLES:
            words = words[1:]
        self.text = ' '.join(words)
        self.head = w.lemmas[h].lower()
        self.words = {w.lemmas[i].lower() for i in range(m['start'], m['end']) if w.forms[i].lower() not in EMPTY} | {self.head}
        full = [x for x in forms if x.lower() not in EMPTY]
        self.initials = ''.join(x[0] for x in full if x[0].isupper())
        self.acronym = None
        if len(full) == 1 and len(full[0]) > 1 and full[0].replace('.', '').isupper():
            self.acronym = full[0].replace('.', '')


def numbers(values):
    seen = {}
    return np.array([seen.setdefault(v, len(seen)) for v in values], dtype=int)


def features(w, ms):
    """`ms`: mentions by their heads, each with `p` (its types' probabilities) and `sure` (log-odds of being one).
    -> (m, a) index arrays of all pairs within REACH, {pair feature: array}, {mention feature: array}"""
    n = len(ms)
    ds = [Described(w, m) for m in ms]
    mi, ai = np.tril_indices(n, -1)
    near = mi - ai <= REACH
    mi, ai = mi[near], ai[near]
    get = lambda k: np.array([getattr(d, k) for d in ds], dtype=int)
    cls, form, number = get('cls'), get('form'), get('number')
    start, end, hw = (np.array([m[k] for m in ms], dtype=int) for k in ('start', 'end', 'head'))
    kind = np.array([m['kind'] for m in ms], dtype=int)
    sent = np.array([w.sentences[h] for h in hw], dtype=int)
    text, head, low = (numbers([getattr(d, k) for d in ds]) for k in ('text', 'head', 'low'))
    f = {'distance': np.searchsorted(MENTIONS_APART, mi - ai, 'right')}
    f['sentences'] = np.searchsorted(SENTENCES_APART, sent[mi] - sent[ai], 'right')
    # words in common
    vocab = {}
    rows = [[vocab.setdefault(x, len(vocab)) for x in d.words] for d in ds]
    has, heads = np.zeros((n, len(vocab) + 1), np.float32), np.zeros((n, len(vocab) + 1), np.float32)
    for i, (r, d) in enumerate(zip(rows, ds)):
        has[i, r] = 1
        heads[i, vocab[d.head]] = 1
    both, size, has_head = (has @ has.T)[mi, ai], has.sum(1).astype(int), (has @ heads.T) > 0
    sm, sa, same = size[mi], size[ai], head[mi] == head[ai]
    t = np.where(both > 0, 8, 0)
    t[has_head[mi, ai]] = 7
    t[has_head[ai, mi]] = 6
    t[same] = 5
    t[same & (both == sa) & (sm > sa)] = 4
    t[same & (both == sm) & (sa > sm)] = 3
    t[same & (sm == sa) & (both == sm)] = 2
    same_text = text[mi] == text[ai]
    short = np.zeros((n, n), bool)
    for i, d in enumerate(ds):
        if d.acronym:
            for j, e in enumerate(ds):
                if e.initials == d.acronym:
                    short[i, j] = short[j, i] = True
    t[short[mi, ai] & ~same_text] = 9
    t[same_text & ~same] = 10
    t[same_text & same] = 1
    pronoun = (cls[mi] > 0) | (cls[ai] > 0)
    t[pronoun] = 0
    t[pronoun & (low[mi] == low[ai])] = 11
    f['text'] = t
    f['pronoun'], f['types'] = cls[mi] * 10 + cls[ai], kind[mi] * 11 + kind[ai]
    f['forms'], f['numbers'] = form[mi] * 10 + form[ai], number[mi] * 3 + number[ai]
    nested = np.zeros(len(mi), int)
    nested[(start[mi] <= start[ai]) & (end[mi] >= end[ai])] = 1
    nested[(start[mi] >= start[ai]) & (end[mi] <= end[ai])] = 2
    f['nested'] = nested
    f['tree'] = tree_feature(w, hw, sent, mi, ai)
    # how often what a says was said before m, and whether a is the last to say it
    key = numbers([-d.cls if d.cls else d.text for d in ds])
    times = np.zeros((n + 1, n + 1), np.int32)
    following, seen = np.full(n, 1 << 30), {}
    for i in range(n):
        times[i + 1] = times[i]
        times[i + 1, key[i]] += 1
    for i in range(n - 1, -1, -1):
        following[i] = seen.get(key[i], 1 << 30)
        seen[key[i]] = i
    f['times'] = np.searchsorted(TIMES, times[mi, key[ai]] if n else np.zeros(0), 'right') * 2 + (following[ai] >= mi)
    p = np.array([m['p'] for m in ms], np.float32).reshape(n, -1)
    f['agreement'] = np.searchsorted(np.array(AGREEMENT, np.float32), (p @ p.T)[mi, ai], 'right')
    before, seen = np.zeros(n, int), {}
    for i, d in enumerate(ds):
        before[i] = min(3, seen.get((d.cls, d.head), 0))
        seen[d.cls, d.head] = seen.get((d.cls, d.head), 0) + 1
    sure = np.searchsorted(np.array(SURENESS, np.float32), np.array([m['sure'] for m in ms], np.float32), 'right')
    return mi, ai, f, {'class': cls, 'form': form, 'kind': kind, 'number': number, 'role': get('role'), 'length': get('length'), 'seen': before, 'sure': sure}


def tree_feature(w, hw, sent, mi, ai):
    """0 other sentences; 1 no relation; 2-9 m hangs on a by BRANCH (9: else); 10-17 a hangs on m; 18 on the same word; 19 one is an
    argument of a clause that hangs on the other (relative clauses); 20 m's governor's governor is a's governor."""
    up = lambda h: w.heads[h] if h >= 0 else -1
    gov = np.array([up(h) for h in hw], dtype=int)
    above = np.array([up(g) for g in gov], dtype=int)
    branch = np.array([BRANCH.get(w.deprels[h], 9) for h in hw], dtype=int)
    clause = np.array([g >= 0 and w.deprels[g].startswith('acl') for g in gov], dtype=bool)
    same = sent[mi] == sent[ai]
    t = np.where(same, 1, 0)
    x = same & (above[mi] == gov[ai]) & (gov[ai] >= 0)
    t[x] = 20
    x = gov[mi] == hw[ai]
    t[x] = branch[mi][x]
    x = gov[ai] == hw[mi]
    t[x] = 8 + branch[ai][x]
    t[(gov[mi] == gov[ai]) & (gov[mi] >= 0)] = 18
    t[(clause[mi] & (above[mi] == hw[ai])) | (clause[ai] & (above[ai] == hw[mi]))] = 19
    return t


class Likeness(nn.Module):
    """relu(mention's row + antecedent's row + pair's row) -> score; also the score of no antecedent."""

    def __init__(self):
        super().__init__()
        self.tables = {**{k: n for k, n in PAIR.items()}, **{'m_' + k: n for k, n in MENTION.items()}, **{'a_' + k: n for k, n in MENTION.items()}}
        self.first, n = {}, 0
        for k, size in self.tables.items():
            self.first[k] = n
            n += size
        self.rows = nn.EmbeddingBag(n, HIDDEN, mode='sum')
        nn.init.normal_(self.rows.weight, std=.05)
        self.bias, self.none = nn.Parameter(torch.zeros(HIDDEN)), nn.Parameter(torch.zeros(HIDDEN))
        self.out = nn.Linear(HIDDEN, 1)

    def codes(self, pair, mention):
        """Row numbers of the pairs, of mentions and of antecedents."""
        stack = lambda names, prefix, of: torch.from_numpy(np.stack([of[k].astype(np.int64) + self.first[prefix + k] for k in names], 1))
        return stack(PAIR, '', pair), stack(MENTION, 'm_', mention), stack(MENTION, 'a_', mention)

    def forward(self, codes, mi, ai, dropout=0.0):
        """-> scores of the pairs, scores of 'none' of the mentions"""
        left = self.rows(codes[1]) + self.bias
        hidden = torch.relu(self.rows(codes[0]) + left[mi] + self.rows(codes[2])[ai])
        if dropout:
            hidden = nn.functional.dropout(hidden, dropout)
        return self.out(hidden).squeeze(-1), self.out(torch.relu(left + self.none)).squeeze(-1)

    def tensors(self):
        """As decoders.safetensors has them."""
        rows = self.rows.weight.detach().numpy()
        t = {f'likeness.features.{k}.weight': rows[a:a + self.tables[k]] for k, a in self.first.items()}
        return {**t, **{f'likeness.{k}': v.detach().numpy() for k, v in (('bias', self.bias), ('none', self.none), ('out.weight', self.out.weight), ('out.bias', self.out.bias))}}

    def load(self, t):
        with torch.no_grad():
            for k, a in self.first.items():
                self.rows.weight[a:a + self.tables[k]] = torch.from_numpy(np.array(t[f'likeness.features.{k}.weight']))
            for k, v in (('bias', self.bias), ('none', self.none), ('out.weight', self.out.weight), ('out.bias', self.out.bias)):
                v.copy_(torch.from_numpy(np.array(t['likeness.' + k])))
        return self
