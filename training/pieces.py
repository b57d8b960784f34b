"""Words to WordPiece ids (BERT uncased), and the shape id that tells the model what lower-casing hid."""
import unicodedata

MAX_PIECES = 8   # a longer word keeps its first 7 and its last piece
PAD, UNK, CLS, SEP = '[PAD]', '[UNK]', '[CLS]', '[SEP]'


class Pieces:
    def __init__(self, path):
        self.vocab = {w.rstrip('\n'): i for i, w in enumerate(open(path, encoding='utf-8'))}
        self.pad, self.unk, self.cls, self.sep = (self.vocab[x] for x in (PAD, UNK, CLS, SEP))
        self.cache = {}

    def __call__(self, word):
        ids = self.cache.get(word)
        if ids is None:
            ids = []
            for run in runs(normal(word)):
                ids += self.run(run)
            if not ids:
                ids = [self.unk]
            if len(ids) > MAX_PIECES:
                ids = ids[:MAX_PIECES - 1] + ids[-1:]
            self.cache[word] = ids
        return ids

    def run(self, run):
        """Greedy longest match; a run that cannot be covered is one [UNK]."""
        if len(run) > 100:
            return [self.unk]
        out, i = [], 0
        while i < len(run):
            for j in range(len(run), i, -1):
                k = self.vocab.get(('##' if i else '') + run[i:j])
                if k is not None:
                    break
            else:
                return [self.unk]
            out.append(k)
            i = j
        return out


def normal(word):
    """Lower case, NFD, combining marks (Mn) and control characters dropped."""
    return ''.join(c for c in unicodedata.normalize('NFD', word.lower()) if unicodedata.category(c) not in ('Mn', 'Cc', 'Cf'))


def runs(word):
    """Split at punctuation: each punctuation character (ASCII symbol or Unicode P*) is a run of its own."""
    out, cur = [], ''
    for c in word:
        if is_punct(c):
            if cur:
                out.append(cur)
            out.append(c)
            cur = ''
        elif c.isspace():
            if cur:
                out.append(cur)
            cur = ''
        else:
            cur += c
    if cur:
        out.append(cur)
    return out


def is_punct(c):
    o = ord(c)
    return 33 <= o <= 47 or 58 <= o <= 64 or 91 <= o <= 96 or 123 <= o <= 126 or unicodedata.category(c).startswith('P')


def shape(word, space_before, paragraph_start):
    """1 + case + 5*space_before + 10*paragraph_start; case: 0 lower, 1 Title, 2 UPPER, 3 mixed, 4 no letters. 0 is kept for [CLS], [SEP], [PAD]."""
    letters = [c for c in word if c.isalpha()]
    if not letters:
        case = 4
    elif all(not c.isupper() for c in letters):
        case = 0
    elif letters[0].isupper() and not any(c.isupper() for c in letters[1:]):
        case = 1
    elif all(c.isupper() for c in letters):
        case = 2
    else:
        case = 3
    return 1 + case + 5 * bool(space_before) + 10 * bool(paragraph_start)
