"""Lemma exceptions: words whose lemma the training treebanks agree on, where an edit script could go wrong.

    exceptions.py CHECKPOINT   writes lemmas.tsv beside it: form TAB upos TAB lemma
"""
import collections
import os
import sys

import data


def table(floor=1, share=0.9, irregular_only=True):
    c = collections.defaultdict(collections.Counter)
    for f in ('ewt-train', 'gum-train'):
        for d in data.treebank(f'{data.SHARED}/treebanks/{f}.conllu'):
            for r in d['rows']:
                if r['lemma'] != '_':
                    c[r['form'], r['upos']][r['lemma']] += 1
    out = {}
    for (form, upos), lemmas in c.items():
        lemma, n = lemmas.most_common(1)[0]
        if n < floor or n < share * sum(lemmas.values()):
            continue
        if lemma == form or (irregular_only and lemma == form.lower()):      # the script can only be as right as that
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
