"""Raw text to words as the English UD treebanks have them (EWT, GUM): a compact rule tokeniser.

The Rust analyser has its own, fuller port (src/language/tokens.rs); this one only has to agree with it
closely enough for training on raw text.
"""
import re

ABBREVIATIONS = set("""mr. mrs. ms. dr. st. jr. sr. prof. gen. gov. sen. rep. reps. sens. lt. col. sgt. capt. cmdr. adm. maj. rev. hon.
pres. etc. vs. e.g. i.e. a.m. p.m. inc. corp. co. ltd. no. al. vol. ft. jan. feb. mar. apr. jun. jul. aug. sept. sep. oct. nov. dec.
mon. tue. tues. wed. thu. thur. thurs. fri. sat. sun. ariz. ark. calif. colo. conn. del. fla. ga. ill. ind. kan. ky. la. md. mass.
mich. minn. miss. mo. mont. neb. nev. okla. ore. pa. tenn. tex. va. vt. wash. wis. wyo. d.c. ph.d. ave. blvd. rd. mt. v. approx.
dept. est. assn. bros. messrs. mlle. mme. supt. spec. ext. fig. p.s. ed. eds. ca. cf. pp. esp. sec.""".split())
KEEP_HYPHEN = ('non', 'pro', 'anti', 'co', 're', 'pre', 'mid', 'post', 'ex', 'semi', 'multi', 'e', 'pan', 'sub', 'inter', 'intra', 'mini',
               'micro', 'counter', 'ultra', 'un', 'cross', 'bi', 'tri', 'neo', 'quasi', 'trans', 'mega')
APOS = "'’‘`´"
TOKEN = re.compile(r"""
    (?:https?://|www\.)[^\s<>"“”]*[^\s<>"“”.,;:!?)\]'’]      # addresses
  | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                               # e-mail
  | [@\#]\w+                                                   # handles and tags
  | \w[\w-]*\.(?:com|org|net|gov|edu|co\.uk)\b                 # domains
  | \.{2,} | …+ | -{2,} | [!?]{2,} | ``|'' 
  | (?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?                          # U.S., a.m.
  | \d+(?:[.,:]\d+)*(?:st|nd|rd|th|s|[’']s)?(?=\W|_|$|[a-zA-Z%])   # numbers
  | [^\W\d_]+(?:[^\W_]+)*                                      # letters (with digits)
  | [’'](?:s|S|re|ve|ll|d|m|t|RE|VE|LL|D|M|T|\d0s|\d\d)\b
  | \w+
  | \S
""", re.X)
CONTRACTION = re.compile(r"[%s](?:s|re|ve|ll|d|m)$" % APOS, re.I)
SPLIT = {'cannot': (3, 3), 'gonna': (3, 2), 'wanna': (3, 2), 'gotta': (3, 2), 'gimme': (3, 2), 'lemme': (3, 2), 'dunno': (2, 1, 2)}


def tokenise(text):
    """The words of a text as (start, end) code point offsets."""
    raw = [m.span() for m in TOKEN.finditer(text)]
    out, i = [], 0
    while i < len(raw):
        s, e = raw[i]
        w = text[s:e]
        low = w.lower()
        nxt = raw[i + 1] if i + 1 < len(raw) else None
        touching = nxt and nxt[0] == e
        # n't: "don" + "'" + "t" or "don" + "’t"
        if touching and text[nxt[0]] in APOS and low[-1:] == 'n' and w.isalpha() and len(w) > 1:
            t_end = None
            if text[nxt[0]:nxt[1]][1:].lower() == 't':
                t_end, used = nxt[1], 2
            elif nxt[1] - nxt[0] == 1 and i + 2 < len(raw) and raw[i + 2][0] == nxt[1] and text[raw[i + 2][0]:raw[i + 2][1]].lower() == 't':
                t_end, used = raw[i + 2][1], 3
            if t_end:
                if low == 'won' or len(w) > 1:
                    out += [(s, e - 1), (e - 1, t_end)]
                i += used
                continue
        # clitics written with another apostrophe sign, and O'Brien
        if touching and text[nxt[0]] in APOS and i + 2 < len(raw) and nxt[1] - nxt[0] == 1 and raw[i + 2][0] == nxt[1] and w[-1].isalnum():
            third = text[raw[i + 2][0]:raw[i + 2][1]]
            if third.lower() in ('s', 're', 've', 'll', 'd', 'm'):
                out += [(s, e), (nxt[0], raw[i + 2][1])]
                i += 3
                continue
            if low in ('o', 'd', 'l') and third[0].isupper():
                out.append((s, raw[i + 2][1]))
                i += 3
                continue
        # abbreviation with its full stop
        if touching and text[nxt[0]:nxt[1]] == '.' and (low + '.' in ABBREVIATIONS and (w[0].isupper() or low in ('etc', 'vs', 'v', 'al', 'ca', 'cf', 'pp', 'approx', 'ft', 'esp'))
                                                       or len(w) == 1 and w.isupper() and w != 'I'):
            out.append((s, nxt[1]))
            i += 2
            continue
        # prefixes keep their hyphen: non-profit, pro-Beijing
        if touching and text[e] == '-' and low in KEEP_HYPHEN and i + 2 < len(raw) and raw[i + 2][0] == nxt[1] and text[raw[i + 2][0]].isalnum():
            out.append((s, raw[i + 2][1]))
            i += 3
            continue
        if low in SPLIT:
            p = s
            for n in SPLIT[low]:
                out.append((p, p + n))
                p += n
            i += 1
            continue
        out.append((s, e))
        i += 1
    return out
