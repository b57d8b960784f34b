"""What was held back of the documents and labels made for this model, in the form of the scorers: held.py OUT

OUT/written and OUT/excerpts get NAME.txt and NAME.gold.jsonl (score_statements.py, combine.py, calibrate.py), OUT/stance-dev.jsonl
the relations of 600 attributions of PolNeAR's dev part, drawn evenly (score_stance.py). Nothing of it was trained on.
"""
import json
import os
import re
import sys

import data
import polnear

HELD = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'held')


def role(text, spans):
    spans = [list(s) for s in spans]
    return {'text': ' '.join(text[a:b] for a, b in spans), 'spans': spans}


def write(folder, name, text, statements):
    os.makedirs(folder, exist_ok=True)
    open(os.path.join(folder, name + '.txt'), 'w', encoding='utf-8', newline='').write(text)
    with open(os.path.join(folder, name + '.gold.jsonl'), 'w', encoding='utf-8') as f:
        for s in statements:
            if s['A'] and s['C']:
                actor = role(text, s['A'])
                gold = {'document': name, 'actor': {**actor, 'name': actor['text']}, 'relation': data.RELATIONS[s['relation']],
                        'cue': role(text, s['K']), 'claim': role(text, s['C'])}
                f.write(json.dumps(gold, ensure_ascii=False) + '\n')


def main(out):
    for path in sorted(os.listdir(HELD)):
        if path.endswith('.txt'):
            for part in re.split(r'^=== *', open(os.path.join(HELD, path), encoding='utf-8').read(), flags=re.M)[1:]:
                name, _, marked = part.partition('\n')
                write(os.path.join(out, 'written'), name.strip(), *data.unmark(marked))
    for name, text, statements in data.excerpts(os.path.join(HELD, 'excerpts.jsonl')):
        write(os.path.join(out, 'excerpts'), name, text, statements)
    articles = {name: (text, {a['id']: a for a in atts}) for name, (text, atts) in polnear.load(f'{data.SHARED}/polnear', 'dev').items()}
    with open(os.path.join(out, 'stance-dev.jsonl'), 'w', encoding='utf-8') as f:
        for line in open(os.path.join(HELD, 'stance-dev.tsv'), encoding='utf-8'):
            document, attribution, relation, spans = line.rstrip('\n').split('\t')
            text, a = articles[document][0], articles[document][1][attribution]
            claim = [[int(x) for x in p.split('-')] for p in spans.split(' ') if p] or a['content']
            label = {'document': document, 'attribution': attribution, 'actor': role(text, a['source']), 'cue': role(text, a['cue']),
                     'content': role(text, a['content']), 'relation': relation, 'claim': role(text, claim)}
            f.write(json.dumps(label, ensure_ascii=False) + '\n')


if __name__ == '__main__':
    main(sys.argv[1])
