"""Lemma edit scripts: 'CASE|DROP|ADD' (drop letters from the end, add others) or 'CASE|=LEMMA'."""


def script_of(form, lemma):
    low, lem = form.lower(), lemma.lower()
    case = 'lower' if lemma == lem else 'keep'
    n = 0
    while n < min(len(low), len(lem)) and low[n] == lem[n]:
        n += 1
    if n == 0 or len(lem) - n > 4 or len(low) - n > 5:
        return f'abs|{lemma}'
    add = lem[n:]
    if case == 'keep':
        if lemma == form[:n] + add:
            return f'keep|{len(low) - n}|{add}'
        title = (form[:n].lower() + add)
        if lemma == title[:1].upper() + title[1:]:
            return f'title|{len(low) - n}|{add}'
        if lemma == title.upper():
            return f'upper|{len(low) - n}|{add}'
        return f'abs|{lemma}'
    return f'lower|{len(low) - n}|{add}'


def apply_script(script, form):
    kind, _, rest = script.partition('|')
    if kind == 'abs':
        return rest
    drop, _, add = rest.partition('|')
    stem = form[:len(form) - int(drop)] if int(drop) < len(form) else ''
    if kind == 'keep':
        return stem + add
    s = stem.lower() + add
    return s if kind == 'lower' else s[:1].upper() + s[1:] if kind == 'title' else s.upper()
