"""Test vectors for other implementations: vectors.py CHECKPOINT FOLDER OUT.json [SHORT.json [READING.json]].

Three short texts through the exported (8-bit) model and the reference decoders. SHORT keeps the decoded results and checksums
only, small enough for a repository; READING (src/reading/heads/vectors.json) what the test of the reading decoders compares."""
import hashlib
import json
import os
import sys

import torch

import batches, data, decode, evaluate
from lemmas import apply_script

TEXTS = [
    'Officials in Kyiv have repeatedly warned that premature pauses would not represent genuine peace. She said they can’t wait.',
    'Mayor opposes toll\n\n"We don\'t need another bridge," Mayor Ann Smith-Jones told the U.S. Senate on Monday. "It\'s a waste of $2.5 million," '
    'she added.\n\nCritics, including the Green Party, accused her of ignoring commuters.',
    'According to the report, the ministry backs the ceasefire, but its spokesman rejected any concession as “a grave mistake”.',
]


def main(checkpoint, folder, out):
    evaluate.write_transitions(os.path.dirname(checkpoint))
    an = evaluate.Analyser(checkpoint, os.path.join(folder, 'model.onnx'), os.path.join(folder, 'vocab.txt'))
    inv = an.inv
    docs = [data.raw_doc(f'text{i}', 'raw', t) for i, t in enumerate(TEXTS)]
    batches.prepare(docs, an.pieces)
    res = []
    for d in docs:                                   # each text alone, so that the quantisation sees it alone
        cols = next(an.columns([d]))[1]
        sents = decode.sentences(cols, d)
        heads, rels = an.decoder.trees(cols, sents, inv['deprel'].index('root'))
        names = [inv['deprel'][k] for k in rels]
        ms = an.decoder.mentions(cols, sents, heads.tolist(), names)
        rows = [m['head'] for m in ms]
        an.decoder.clusters({k: cols[k][rows] for k in cols if k.startswith('coref_')}, d, ms, an.words(d, cols, heads, names, sents))
        upos = [inv['upos'][k] for k in cols['upos'].argmax(1)]
        reading = {}
        for kind, names in (('reading', data.TAGS), ('statement', data.STATEMENT_TAGS)):
            atts = an.decoder.attributions(cols, d, kind)
            reading[kind] = {'tags': [names[t] for t in an.decoder.tags(cols, kind)], 'attributions': [
                {'source': a['source'] and a['source'][1:], 'cue': a['cue'][1:], 'contents': [c[1:] for c in a['contents']], 'p_source': a['p_source'],
                 'source_scores': a['source_scores'], 'p_content': a['p_content'], 'relation': data.RELATIONS[a['relation']],
                 'relation_scores': a['relation_scores'].tolist(), 'target': a['target']} for a in atts]}
        pair = None
        if len(ms) >= 2:
            t = {k: torch.from_numpy(cols[k]) for k in ('pair_p', 'pair_q')}
            p, q = list(range(ms[0]['start'], ms[0]['end'])), list(range(ms[1]['start'], ms[1]['end']))
            with torch.no_grad():
                pair = {'p': p, 'q': q, 'scores': an.model.heads['pairs'].scores(t, [p], [q])[0].tolist()}
        res.append({'text': d.text, 'words': [{'text': w, 'start': s, 'end': e, 'shape': sh, 'pieces': p} for w, (s, e), sh, p in
                                             zip(d.words, d.spans, d.shapes, d.pieces)],
                    'windows': batches.windows(d), 'output': {k: [[round(float(x), 5) for x in row] for row in v] for k, v in cols.items()},
                    'decoded': {'sentences': sents, 'upos': upos, 'xpos': [inv['xpos'][k] for k in cols['xpos'].argmax(1)],
                                'feats': [inv['feats'][k] for k in cols['feats'].argmax(1)],
                                'lemma': [apply_script(inv['lemma'][k], w) for k, w in zip(cols['lemma'].argmax(1), d.words)],
                                'head': heads.tolist(), 'deprel': [inv['deprel'][k] for k in rels],
                                'mentions': [{**{k: v for k, v in m.items() if k not in ('p', 'sure')}, 'kind': inv['mention'][m['kind'] - 1]} for m in ms], **reading, 'pair': pair}})
    json.dump(res, open(out, 'w'), default=lambda x: x.item())
    if len(sys.argv) > 5:
        # For src/reading/heads/vectors.json: what the test of the reading decoders compares, and of which model it is.
        model = hashlib.sha256(open(os.path.join(folder, 'decoders.safetensors'), 'rb').read()).hexdigest()
        texts = [{'text': r['text'], 'words': [w['text'] for w in r['words']],
                  'decoded': {k: r['decoded'][k] for k in ('reading', 'statement', 'pair')}} for r in res]
        json.dump({'model': model, 'texts': texts}, open(sys.argv[5], 'w'), default=lambda x: x.item(), ensure_ascii=False, indent=0)
    if len(sys.argv) > 4:
        json.dump([{'text': r['text'], 'words': [w['text'] for w in r['words']], 'pieces': [w['pieces'] for w in r['words']],
                    'decoded': r['decoded']} for r in res], open(sys.argv[4], 'w'), default=lambda x: x.item())


if __name__ == '__main__':
    main(*sys.argv[1:4])
