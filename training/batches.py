"""Documents to windows, windows to batches."""
import random

import numpy as np
import torch

from pieces import shape

LIMIT = 254          # pieces of words in a window; [CLS] and [SEP] make it 256


class Unit:
    """A stretch of one document, in one or more windows, that is trained or read together."""

    def __init__(self, doc, windows):
        self.doc, self.windows = doc, windows
        self.start, self.end = windows[0][0], windows[-1][1]
        self.pieces = max(sum(len(doc.pieces[w]) for w in range(a, b)) for a, b in windows) + 2
        self.cost = self.pieces * len(windows)


def prepare(docs, pieces):
    for d in docs:
        d.pieces = [pieces(w) for w in d.words]
        d.shapes = [shape(w, s, p) for w, s, p in zip(d.words, d.space, d.paragraph)]
    return docs


def windows(doc, limit=LIMIT):
    """Greedy: fill up to `limit` pieces; cut at the last paragraph start if the window stays at least half full, else
    after the last sentence-like end if at least half full, else where it is full."""
    out, start, n = [], 0, len(doc.words)
    while start < n:
        total, end = 0, start
        par = sent = None
        while end < n and total + len(doc.pieces[end]) <= limit:
            total += len(doc.pieces[end])
            end += 1
            if end < n and total * 2 >= limit:
                if doc.paragraph[end]:
                    par = end
                if sentence_like(doc, end):
                    sent = end
        if end < n:
            end = par or sent or end
        out.append((start, end))
        start = end
    return out


def sentence_like(doc, end):
    """Does a sentence seem to end before word `end`: . ! ? perhaps with closing quotes or brackets after it."""
    i = end - 1
    while i > 0 and doc.words[i] in ('"', '”', '’', "''", ')', ']', "'"):
        i -= 1
    if doc.words[end] in ('”', '’', "''", ')', ']') or doc.words[end] == '"' and not doc.space[end]:
        return False
    return doc.words[i] in ('.', '!', '?', '…', '...', '?!', '!!')


def units(doc, limit, together):
    """`together`: at most this many windows of a document in a unit."""
    ws = windows(doc, limit)
    return [Unit(doc, ws[i:i + together]) for i in range(0, len(ws), together)]


class Batch:
    def __init__(self, members, plain_shape=0.0, rng=random, specials=(101, 102, 0), hide=0.0, mask_piece=103):
        self.units = members
        cls, sep, pad = specials
        width = max(u.pieces for u in members)
        rows = sum(len(u.windows) for u in members)
        ids = np.full((rows, width), pad, dtype=np.int64)
        shapes = np.zeros((rows, width), dtype=np.int64)
        mask = np.zeros((rows, width), dtype=np.int64)
        first, last, self.offsets = [], [], []
        r = 0
        for u in members:
            self.offsets.append(len(first))
            d = u.doc
            drop = rng.random() < plain_shape        # now and then without paragraph marks: not every text has them
            for a, b in u.windows:
                row, sh = [cls], [0]
                for w in range(a, b):
                    p = d.pieces[w]
                    if hide and rng.random() < hide:
                        p = [mask_piece] * len(p)
                    first.append(r * width + len(row))
                    row += p
                    last.append(r * width + len(row) - 1)
                    s = d.shapes[w]
                    if drop and s > 10 and w > a:
                        s -= 10
                    sh += [s] * len(p)
                row.append(sep)
                sh.append(0)
                ids[r, :len(row)], shapes[r, :len(row)], mask[r, :len(row)] = row, sh, 1
                r += 1
        self.ids, self.shapes, self.mask = map(torch.from_numpy, (ids, shapes, mask))
        self.first, self.last = torch.tensor(first), torch.tensor(last)
        self.words = len(first)

    def labels(self, kind):
        """The label of every word for one head, or None if nothing in the batch has one."""
        if not any(kind in u.doc.labels for u in self.units):
            return None
        return torch.from_numpy(np.concatenate([
            u.doc.labels[kind][u.start:u.end] if kind in u.doc.labels else np.full(u.end - u.start, -100)
            for u in self.units])).long()


def pack(members, budget, rng):
    """Length-bucketed batches of about `budget` padded pieces, in random order."""
    members = sorted(members, key=lambda u: u.pieces + rng.random() * 40)
    out, cur, width, rows = [], [], 0, 0
    for u in members:
        w = max(width, u.pieces)
        if cur and w * (rows + len(u.windows)) > budget:
            out.append(cur)
            cur, width, rows, w = [], 0, 0, u.pieces
        cur.append(u)
        width, rows = w, rows + len(u.windows)
    if cur:
        out.append(cur)
    rng.shuffle(out)
    return out
