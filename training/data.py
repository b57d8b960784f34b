"""Every data set as a list of `Doc`: words with their place, and whatever labels the set has."""
import collections
import glob
import json
import os
import re
import sys

import numpy as np

from lemmas import script_of
from words import tokenise

SHARED = os.environ.get('STANDPOINT_DATA', os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'shared'))
WRITTEN = os.environ.get('STANDPOINT_WRITTEN', os.path.join(os.path.dirname(os.path.abspath(__file__)), 'written'))
# Relations of PolNeAR attributions that were labelled for this model: document, attribution, relation, claim ("12-34 40-52", code points; empty: all of the content).
OWN_STANCE = os.environ.get('STANDPOINT_STANCE', os.path.join(os.path.dirname(os.path.abspath(__file__)), 'stance.tsv'))
EXCERPTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'excerpts.jsonl')
sys.path.insert(0, os.path.join(SHARED, 'eval'))
RELATIONS = ['says', 'supports', 'opposes', 'warns-about']
ROLES = ['source', 'cue', 'content']
TAGS = ['O'] + [f'{p}-{r}' for r in ROLES for p in 'BI']          # reading
STATEMENT_TAGS = ['O'] + [f'{p}-{r}' for r in ('actor', 'cue', 'claim') for p in 'BI']
HELD_OUT = ['ukraine-peace-talks', '03-nhs-records', '24-gaza-crossings-briefing', '25-asylum-sharing-wire',
            'wn19-006-president-trump-says-he-can-and', 'wn19-045-turkey-s-president-erdogan-propo',
            'wn19-119-new-south-wales-decriminalizes-a', '10-amazon-fires']


class Doc:
    """A document's words. Label arrays are parallel to the words; -100 is 'not labelled'."""

    def __init__(self, name, kind, text, spans, words=None, space=None, paragraph=None):
        self.name, self.kind, self.text, self.spans = name, kind, text, spans
        self.words = words or [text[s:e] for s, e in spans]
        n = len(self.words)
        if space is None:
            space = [i == 0 or spans[i][0] > spans[i - 1][1] for i in range(n)]
            paragraph = [i == 0 or '\n' in text[spans[i - 1][1]:spans[i][0]] for i in range(n)]
        self.space, self.paragraph = space, paragraph
        self.labels = {}                 # head name -> int array
        self.sentences = []              # (start, end) in words, where known
        self.head, self.deprel = None, None
        self.mentions = []               # dicts: start, end, head, type, cluster
        self.attributions = []           # dicts of word lists: source, cue, content (+ relation, target)
        self.pairs = []                  # (words of p, words of q, label)

    def word_list(self, spans):
        """The words that a list of character spans touches."""
        out = []
        for s, e in spans:
            lo = np.searchsorted(self.ends, s, 'right')
            while lo < len(self.spans) and self.spans[lo][0] < e:
                out.append(int(lo))
                lo += 1
        return sorted(set(out))

    @property
    def ends(self):
        if not hasattr(self, '_ends'):
            self._ends = np.array([e for _, e in self.spans])
        return self._ends


def raw_doc(name, kind, text):
    return Doc(name, kind, text, tokenise(text))


# ---- treebanks -------------------------------------------------------------------------------------------

def treebank(path):
    """A CoNLL-U file as documents of gold words."""
    docs, doc, rows, new_par = [], None, [], False

    def finish_sentence():
        nonlocal rows, new_par
        if not rows:
            return
        start = len(doc['rows'])
        doc['sentences'].append((start, start + len(rows)))
        for i, r in enumerate(rows):
            r['head'] = -1 if r['head'] == 0 else start + r['head'] - 1
            r['par'] = new_par and i == 0
        doc['rows'] += rows
        rows, new_par = [], False

    mwt_end, mwt_space = -1, True
    for line in open(path, encoding='utf-8'):
        line = line.rstrip('\n')
        if line.startswith('# newdoc'):
            doc = {'name': line.split('=')[-1].strip(), 'rows': [], 'sentences': []}
            docs.append(doc)
            new_par = True
        elif line.startswith('# newpar') and not line.startswith('# newpar_'):
            new_par = True
        elif not line:
            finish_sentence()
        elif line[0] != '#':
            f = line.split('\t')
            if '.' in f[0]:
                continue
            if '-' in f[0]:
                mwt_end = int(f[0].split('-')[1])
                mwt_space = 'SpaceAfter=No' not in f[9]
                continue
            i = int(f[0])
            if i < mwt_end:
                after = False
            elif i == mwt_end:
                after, mwt_end = mwt_space, -1
            else:
                after = 'SpaceAfter=No' not in f[9]
            misc = dict(kv.split('=', 1) for kv in f[9].split('|') if '=' in kv)
            rows.append({'form': f[1], 'lemma': f[2], 'upos': f[3], 'xpos': f[4], 'feats': f[5], 'head': int(f[6]),
                         'deprel': f[7], 'after': after, 'entity': misc.get('Entity', '')})
    finish_sentence()
    return docs


def treebank_docs(path, inv):
    """`inv` maps label kinds to {label: id}; unknown labels are -100."""
    out = []
    has_entities = 'gum' in os.path.basename(path)
    for d in treebank(path):
        rows = d['rows']
        text, spans, space = '', [], []
        for i, r in enumerate(rows):
            if i and rows[i - 1]['after']:
                text += ' '
            if r['par'] and i:
                text += '\n'
            space.append(i == 0 or text[-1:].isspace())
            spans.append((len(text), len(text) + len(r['form'])))
            text += r['form']
        doc = Doc(d['name'], 'gum' if has_entities else 'ewt', text, spans, [r['form'] for r in rows], space, [r['par'] or i == 0 for i, r in enumerate(rows)])
        doc.sentences = d['sentences']
        doc.head = np.array([r['head'] for r in rows])
        doc.gold = rows
        for k in ('upos', 'xpos', 'feats', 'deprel'):
            doc.labels[k] = np.array([inv[k].get(r[k], -100) for r in rows])
        doc.deprel = doc.labels.pop('deprel')
        doc.labels['lemma'] = np.array([inv['lemma'].get(script_of(r['form'], r['lemma']), -100) for r in rows])
        ends = {e - 1 for _, e in d['sentences']}
        doc.labels['sent'] = np.array([int(i in ends) for i in range(len(rows))])
        if has_entities:
            doc.mentions = read_mentions(rows, doc.head)
            types = np.zeros(len(rows), dtype=int)
            best = {}
            sizes = collections.Counter(m['cluster'] for m in doc.mentions)
            for m in doc.mentions:            # one mention a head word: the one in a chain, else the longer
                k = (sizes[m['cluster']] > 1, m['end'] - m['start'])
                if m['head'] not in best or k > best[m['head']][0]:
                    best[m['head']] = (k, m)
            doc.head_mentions = sorted((m for _, m in best.values()), key=lambda m: (m['head']))
            for m in doc.head_mentions:
                types[m['head']] = 1 + inv['mention'].get(m['type'], 0)
            doc.labels['mention'] = types
        out.append(doc)
    return out


def read_mentions(rows, heads):
    mentions, stack = [], collections.defaultdict(list)
    for i, r in enumerate(rows):
        for piece in re.findall(r'\([^()]+\)?|[^()]+\)', r['entity']):
            name = re.sub(r'\[\d+/\d+\]', '', piece.strip('()').split('-')[0])
            if piece[0] == '(':
                fields = piece.strip('()').split('-')
                stack[name].append((i, fields[1] if len(fields) > 1 else 'abstract'))
            if piece[-1] == ')' and stack[name]:
                start, kind = stack[name].pop()
                inside = [w for w in range(start, i + 1) if not start <= heads[w] <= i]
                mentions.append({'start': start, 'end': i + 1, 'head': inside[0] if inside else start, 'type': kind, 'cluster': name})
    mentions.sort(key=lambda m: (m['start'], -m['end']))
    return mentions


def inventories():
    """Label inventories from the train parts, most frequent first."""
    c = collections.defaultdict(collections.Counter)
    for f in ('ewt-train', 'gum-train'):
        for d in treebank(f'{SHARED}/treebanks/{f}.conllu'):
            for r in d['rows']:
                for k in ('upos', 'xpos', 'feats', 'deprel'):
                    c[k][r[k]] += 1
                c['lemma'][script_of(r['form'], r['lemma'])] += 1
    floor = {'upos': 1, 'xpos': 2, 'feats': 3, 'deprel': 1, 'lemma': 3}
    inv = {k: [x for x, n in sorted(c[k].items(), key=lambda t: (-t[1], t[0])) if n >= floor[k]] for k in floor}
    inv['mention'] = ['abstract', 'person', 'place', 'event', 'time', 'object', 'organization', 'substance', 'animal', 'plant']
    return inv


# ---- reading ---------------------------------------------------------------------------------------------

def paint(n, attributions, roles, tags):
    """BIO labels: contents (the longest first), over them cues, over them sources; every run opens with B."""
    lab = np.zeros(n, dtype=int)
    for ri in (2, 1, 0):
        longest_first = sorted(attributions, key=lambda a: -len(a[roles[ri]])) if ri == 2 else attributions
        for a in longest_first:
            ws = a[roles[ri]]
            for j, w in enumerate(ws):
                if ri == 2 and lab[w]:
                    continue          # inside a longer content: that one goes on
                lab[w] = 1 + 2 * ri + (j > 0 and ws[j - 1] == w - 1)
    for i in range(n):                # a run cut by another role opens again with B
        if lab[i] and lab[i] % 2 == 0 and (i == 0 or (lab[i - 1] + 1) // 2 != lab[i] // 2):
            lab[i] -= 1
    return lab


def polnear_docs(part):
    import polnear
    stance = collections.defaultdict(dict)
    if part == 'train':
        for line in open(f'{SHARED}/gold/stance-train.jsonl', encoding='utf-8'):
            d = json.loads(line)
            stance[d['document']][d['attribution']] = d
        for line in open(OWN_STANCE, encoding='utf-8') if os.path.exists(OWN_STANCE) else ():
            document, attribution, relation, spans = line.rstrip('\n').split('\t')
            spans = [[int(x) for x in p.split('-')] for p in spans.split(' ') if p]
            stance[document].setdefault(attribution, {'relation': relation, 'claim': {'spans': spans} if spans else None})
    out = []
    for name, (text, atts) in polnear.load(f'{SHARED}/polnear', part).items():
        doc = raw_doc(name, 'polnear', text)
        for a in atts:
            item = {r: doc.word_list(a[r]) for r in ROLES}
            if not item['content'] and not item['cue']:
                continue
            s = stance[name].get(a['id'])
            if s:
                item['relation'] = RELATIONS.index(s['relation'])
                item['target'] = doc.word_list(s['claim']['spans']) if s.get('claim') else item['content']
            doc.attributions.append(item)
        n = len(doc.words)
        doc.labels['reading'] = paint(n, doc.attributions, ROLES, TAGS)
        # statement tags as far as they are known: contents without a labelled target are left open
        st = doc.labels['reading'].copy()
        st[st >= 5] = -100
        for a in doc.attributions:
            if 'relation' in a:
                t = set(a['target'])
                for w in a['content']:
                    if st[w] == -100:
                        st[w] = 0 if w not in t else 5 if w - 1 not in t else 6
        doc.labels['statement'] = st
        out.append(doc)
    return out


def document_docs(names=None):
    out = []
    for path in sorted(glob.glob(f'{SHARED}/documents/*.gold.jsonl')):
        name = os.path.basename(path)[:-len('.gold.jsonl')]
        if names and name not in names:
            continue
        text = open(path[:-len('.gold.jsonl')] + '.txt', encoding='utf-8', newline='').read()
        doc = raw_doc(name, 'document', text)
        for line in open(path, encoding='utf-8'):
            d = json.loads(line)
            a = {k: doc.word_list((d.get(f) or {}).get('spans') or []) for k, f in (('source', 'actor'), ('cue', 'cue'), ('content', 'claim'))}
            a['relation'] = RELATIONS.index(d['relation'])
            doc.attributions.append(a)
        doc.labels['statement'] = paint(len(doc.words), doc.attributions, ROLES, STATEMENT_TAGS)
        out.append(doc)
    return out


RELATION_SIGNS = {'=': 0, '+': 1, '-': 2, '!': 3}


def unmark(marked):
    """Marked text -> (text, [{'A': spans, 'K': spans, 'C': spans, 'relation': number}]), statements in the order of their numbers."""
    text, stack, roles = '', [], collections.defaultdict(lambda: collections.defaultdict(list))
    relation, position = {}, 0
    for m in re.finditer(r'\[([AKC])(\d+[=+!-]?(?:,\d+[=+!-]?)*) |\]', marked.rstrip('\n') + '\n'):
        text += marked[position:m.start()]
        position = m.end()
        if m.group(1):
            owners = [(int(x.rstrip('=+!-')), x[-1]) for x in m.group(2).split(',')]
            stack.append((m.group(1), [n for n, _ in owners], len(text)))
            relation.update({n: RELATION_SIGNS[sign] for n, sign in owners if sign in RELATION_SIGNS})
        elif stack:
            kind, numbers, start = stack.pop()
            for number in numbers:
                roles[number][kind].append((start, len(text)))
    text += marked[position:].rstrip('\n')
    out = []
    for number, r in sorted(roles.items()):
        for kind in 'AK':                                  # a second cue of the same actor, a second claim of the same cue
            if not r[kind] and number - 1 in roles:
                r[kind] = roles[number - 1][kind]
        if number in relation:                             # a reaction without a claim is no statement
            out.append({**{k: r[k] for k in 'AKC'}, 'relation': relation[number]})
    return text, out


def statement_doc(name, text, statements):
    doc = raw_doc(name, 'document', text)
    for s in statements:
        doc.attributions.append({**{k: doc.word_list(s[c]) for k, c in (('source', 'A'), ('cue', 'K'), ('content', 'C'))}, 'relation': s['relation']})
    doc.labels['statement'] = paint(len(doc.words), doc.attributions, ROLES, STATEMENT_TAGS)
    return doc


def written_docs(folder):
    """Documents with statements marked in the text: [A1 actor] [K1 cue] [C1+ claim], nested or in pieces; + supports, - opposes,
    ! warns about, = says. What several statements share names them all: [A1,2 the minister], [C1-,2- the bill]. '=== name' opens a document."""
    out = []
    for path in sorted(glob.glob(os.path.join(folder, '*.txt'))):
        for part in re.split(r'^=== *', open(path, encoding='utf-8').read(), flags=re.M)[1:]:
            name, _, marked = part.partition('\n')
            out.append(statement_doc(name.strip(), *unmark(marked)))
    return out


def treebank_texts(path):
    """Treebank -> {name: text as it was before it was cut into words}: sentences one after another, an empty line before a paragraph."""
    out, name, paragraph = {}, None, False
    for line in open(path, encoding='utf-8'):
        if line.startswith('# newdoc id'):
            name = line.split('=', 1)[1].strip()
            out[name] = ''
        elif line.startswith('# newpar'):
            paragraph = True
        elif line.startswith('# text ='):
            out[name] += (('\n\n' if paragraph else ' ') if out[name] else '') + line.split('=', 1)[1].strip()
            paragraph = False
    return out


def excerpts(path):
    """Excerpts of PolNeAR articles and treebank documents, read as whole documents are: {"document", "start", "end", "statements": [{"A":
    [[start, end]], "K", "C", "relation"}]} a line, in code points of the document (its text is not here). -> (name, text, statements)
    each, as `unmark` gives them."""
    import polnear
    articles = {name: text for name, (text, _) in polnear.load(f'{SHARED}/polnear', 'train').items()}
    for bank in ('ewt', 'gum'):
        articles.update(treebank_texts(f'{SHARED}/treebanks/{bank}-train.conllu'))
    for line in open(path, encoding='utf-8') if os.path.exists(path) else ():
        e = json.loads(line)
        moved = [{**{k: [(a - e['start'], b - e['start']) for a, b in s[k]] for k in 'AKC'}, 'relation': RELATIONS.index(s['relation'])} for s in e['statements']]
        yield f"{e['document']}-{e['start']}", articles[e['document']][e['start']:e['end']], moved


def excerpt_docs(path):
    return [statement_doc(*e) for e in excerpts(path)]


def dse_docs(part):
    out = []
    for i, line in enumerate(open(f'{SHARED}/directed-sentiment/{part}.txt', encoding='utf-8')):
        f = line.rstrip('\n').split('\t')
        if len(f) < 4:
            continue
        text, marks = '', []
        for c in f[0]:
            if c == '[' and len(marks) < 4 and len(marks) % 2 == 0 or c == ']' and len(marks) % 2 == 1 and len(marks) < 4:
                marks.append(len(text))
            else:
                text += c
        if len(marks) != 4:
            continue
        doc = raw_doc(f'dse-{part}-{i}', 'dse', text)
        p, q = doc.word_list([marks[:2]]), doc.word_list([marks[2:]])
        if p and q:
            doc.pairs.append((p, q, int(f[3])))
            out.append(doc)
    return out
