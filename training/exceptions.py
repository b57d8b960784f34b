"""Lemma exceptions: words whose lemma the training treebanks agree on, where an edit script could go wrong. A lower-case word that is its
own lemma is among them if it was seen twice: no script may cut it.

    exceptions.py CHECKPOINT   writes lemmas.tsv beside it: form TAB upos TAB lemma
"""
import collections
import os
import sys

import data


def table(share=0.9, floor_same=2, share_same=0.95):
    c = collections.defaultdict(collections.Counter)
    for f in ('ewt-train', 'gum-train'):
        for d in data.treebank(f'{data.SHARED}/treebanks/{f}.conllu'):
            for r in d['rows']:
                if r['lemma'] != '_':
                    c[r['form'], r['upos']][r['lemma']] += 1
    out = {}
    for (form, upos), lemmas in c.items():
        lemma, n = lemmas.most_common(1)[0]
        of_all = n / sum(lemmas.values())
        if lemma == form.lower():
            if lemma != form or n < floor_same or of_all < share_same:
                continue
        elif lemma == form or of_all < share:
            continue
        out[form, upos] = lemma
    return out


if __name__ == '__main__':
    t = table()
    path = os.path.join(os.path.dirname(sys.argv[1]), 'lemmas.tsv')
    with open(path, 'w', encoding='utf-8') as f:
        for (form, upos), lemma in sorted(t.items()):
            f.write(f'{form}\t{upos}\t{lemma}\n')
    print(len(t), 'lemma exceptions,', os.path.getsize(path), 'bytes')
