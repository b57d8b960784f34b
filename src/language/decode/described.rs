//! What the words of a mention say of it: pronoun, name or description, number, role, what it shares with others.

use super::likeness::Candidate;
use crate::language::Token;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::sync::LazyLock;

/// See the comments in `coreference.ron`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    pronouns: Vec<Vec<String>>,
    articles: FxHashSet<String>,
    definite: FxHashSet<String>,
    demonstrative: FxHashSet<String>,
    possessive: FxHashSet<String>,
    indefinite: FxHashSet<String>,
    possessive_signs: FxHashSet<String>,
    empty: FxHashSet<String>,
    roles: Vec<Vec<String>>,
}

struct Words {
    lists: Lists,
    /// The classes of pronouns and of relations, from 1.
    class: FxHashMap<String, usize>,
    role: FxHashMap<String, usize>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let lists: Lists =
        ron::from_str(include_str!("../english/coreference.ron")).expect("coreference.ron is tested");
    let numbered = |groups: &[Vec<String>]| {
        let all = groups.iter().enumerate().flat_map(|(i, g)| g.iter().map(move |w| (w.clone(), i + 1)));
        all.collect()
    };
    Words { class: numbered(&lists.pronouns), role: numbered(&lists.roles), lists }
});

/// Which class of pronouns a lower-case form belongs to, from 1; 0 for none.
pub(super) fn pronoun_class(form: &str) -> usize {
    WORDS.class.get(form).copied().unwrap_or(0)
}

/// Numbers for words and texts, so that comparing them compares numbers.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    lemmas: FxHashMap<String, usize>,
    /// Lower-case forms, plain texts, initials.
    texts: FxHashMap<String, usize>,
    /// Plain texts, and pronoun classes under their numbers as text.
    keys: FxHashMap<String, usize>,
}

impl Numbers {
    /// How many different keys there are.
    pub(super) fn keys(&self) -> usize {
        self.keys.len()
    }
}

fn number(of: &mut FxHashMap<String, usize>, word: String) -> usize {
    let next = of.len();
    *of.entry(word).or_insert(next)
}

/// A mention as its likeness to others is judged by.
#[derive(Debug)]
pub(super) struct Described {
    /// The pronoun's class, or 0.
    pub class: usize,
    /// Pronoun, name, definite, demonstrative, possessed, indefinite, counted, bare plural, bare singular, other.
    pub form: usize,
    /// Unknown, singular, plural.
    pub number: usize,
    pub role: usize,
    pub length: usize,
    /// The head's lemma.
    pub head: usize,
    /// What counts as saying the same again: the pronoun's class, else the text without articles.
    pub key: usize,
    low: usize,
    text: usize,
    /// Lemmas of the words that say something, sorted, and their numbers modulo 64 as bits.
    words: Vec<usize>,
    bits: u64,
    initials: Option<usize>,
    acronym: Option<usize>,
    /// The head word, what governs it, what governs that; how it hangs on it; whether its governor opens a clause that
    /// describes a noun.
    place: usize,
    governor: Option<usize>,
    above: Option<usize>,
    branch: usize,
    in_clause: bool,
}

impl Described {
    pub(super) fn new(text: &str, tokens: &[Token], mention: &Candidate, numbers: &mut Numbers) -> Self {
        let lists = &WORDS.lists;
        let head = &tokens[mention.head];
        let forms: Vec<&str> = tokens[mention.words.clone()].iter().map(|t| t.span.of(text)).collect();
        let lower: Vec<String> = forms.iter().map(|f| f.to_lowercase()).collect();
        let low = head.span.of(text).to_lowercase();
        let class = if forms.len() == 1 || head.upos == "PRON" { pronoun_class(&low) } else { 0 };
        let number_of = match head.feats {
            f if f.contains("Number=Sing") => 1,
            f if f.contains("Number=Plur") || f.contains("Number=Ptan") => 2,
            _ => 0,
        };
        let before_head = mention.head.clamp(mention.words.start, mention.words.end) - mention.words.start;
        let form = match lower[0].as_str() {
            _ if class > 0 => 0,
            _ if head.upos == "PROPN" => 1,
            first if lists.definite.contains(first) => 2,
            first if lists.demonstrative.contains(first) => 3,
            first if lists.possessive.contains(first) => 4,
            _ if forms[..before_head].iter().any(|f| lists.possessive_signs.contains(*f)) => 4,
            first if lists.indefinite.contains(first) => 5,
            _ if tokens[mention.words.start].upos == "NUM" => 6,
            _ if head.upos == "NOUN" => 8 - usize::from(number_of == 2),
            _ => 9,
        };
        let sign = lower.len() > 1 && lower.last().is_some_and(|w| lists.possessive_signs.contains(w));
        let end = lower.len() - usize::from(sign);
        let start = lower[..end - 1].iter().take_while(|w| lists.articles.contains(*w)).count();
        let plain = lower[start..end].join(" ");
        let full: Vec<usize> = (0..forms.len()).filter(|i| !lists.empty.contains(&lower[*i])).collect();
        let head_lemma = number(&mut numbers.lemmas, head.lemma.to_lowercase());
        let mut words: Vec<usize> = full
            .iter()
            .map(|i| {
                let lemma = tokens[mention.words.start + i].lemma.to_lowercase();
                number(&mut numbers.lemmas, lemma)
            })
            .chain([head_lemma])
            .collect();
        words.sort_unstable();
        words.dedup();
        let initials: String =
            full.iter().filter_map(|i| forms[*i].chars().next().filter(|c| c.is_uppercase())).collect();
        let acronym = match full[..] {
            [one] if forms[one].chars().nth(1).is_some() => {
                Some(forms[one].replace('.', "")).filter(|name| is_upper(name))
            }
            _ => None,
        };
        let of_word = |word: Option<usize>| word.and_then(|w| tokens[w].head);
        let key = if class > 0 { class.to_string() } else { format!(" {plain}") };
        Self {
            class,
            form,
            number: number_of,
            role: role(head.deprel),
            length: [2, 3, 5, 9].iter().take_while(|edge| **edge <= forms.len()).count(),
            head: head_lemma,
            key: number(&mut numbers.keys, key),
            low: number(&mut numbers.texts, low),
            text: number(&mut numbers.texts, plain),
            bits: words.iter().fold(0, |bits, w| bits | 1 << (w % 64)),
            words,
            initials: (!initials.is_empty()).then(|| number(&mut numbers.texts, initials)),
            acronym: acronym.map(|a| number(&mut numbers.texts, a)),
            place: mention.head,
            governor: head.head,
            above: of_word(head.head),
            branch: match head.deprel {
                "appos" => 2,
                "conj" => 3,
                "nmod:poss" => 4,
                "acl" | "acl:relcl" => 5,
                "nsubj" => 6,
                "compound" | "flat" => 7,
                "parataxis" => 8,
                _ => 9,
            },
            in_clause: head.head.is_some_and(|g| tokens[g].deprel.starts_with("acl")),
        }
    }

    /// How the text of this mention is like that of `a`, one before it: 1 the same; 2 the same words; 3 fewer words, 4 more
    /// words, 5 other words about the same head; 6 its head is a word of `a`; 7 the other way round; 8 other words in
    /// common; 9 one is the other's initials; 10 the same, but another head; 11 the same pronoun; 0 nothing in common.
    pub(super) fn text_like(&self, a: &Self) -> usize {
        if self.class > 0 || a.class > 0 {
            return if self.low == a.low { 11 } else { 0 };
        }
        if self.text == a.text {
            return if self.head == a.head { 1 } else { 10 };
        }
        let stands_for = |x: &Self, y: &Self| x.acronym.is_some() && x.acronym == y.initials;
        if stands_for(self, a) || stands_for(a, self) {
            return 9;
        }
        if self.bits & a.bits == 0 {
            return 0;
        }
        let both = self.words.iter().filter(|w| a.words.binary_search(w).is_ok()).count();
        let (mine, others) = (self.words.len(), a.words.len());
        if self.head == a.head {
            return match () {
                () if mine == others && both == mine => 2,
                () if both == mine && others > mine => 3,
                () if both == others && mine > others => 4,
                () => 5,
            };
        }
        match () {
            () if a.words.binary_search(&self.head).is_ok() => 6,
            () if self.words.binary_search(&a.head).is_ok() => 7,
            () if both > 0 => 8,
            () => 0,
        }
    }

    /// How this mention and `a`, one before it in its sentence, stand in the tree: 19 one is an argument of a clause that
    /// describes the other; 18 both hang on the same word; 2 to 9 this hangs on `a` by its branch; 10 to 17 the other way
    /// round; 20 what governs its governor governs `a`; else 1.
    pub(super) fn in_tree(&self, a: &Self) -> usize {
        if (self.in_clause && self.above == Some(a.place)) || (a.in_clause && a.above == Some(self.place)) {
            19
        } else if self.governor.is_some() && self.governor == a.governor {
            18
        } else if a.governor == Some(self.place) {
            8 + a.branch
        } else if self.governor == Some(a.place) {
            self.branch
        } else if a.governor.is_some() && self.above == a.governor {
            20
        } else {
            1
        }
    }
}

/// All letters in upper case, and at least one letter.
fn is_upper(name: &str) -> bool {
    let mut letters = name.chars().filter(|c| c.is_alphabetic()).peekable();
    letters.peek().is_some() && letters.all(char::is_uppercase)
}

fn role(relation: &str) -> usize {
    let of = |r: &str| WORDS.role.get(r).copied();
    of(relation).or_else(|| of(relation.split(':').next().unwrap_or(relation))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    /// A mention of these words (form, lemma, part of speech), the last of which heads it.
    fn described(words: &[(&str, &str, &'static str)], numbers: &mut Numbers) -> Described {
        let (mut text, mut tokens) = (String::new(), Vec::new());
        for (form, lemma, upos) in words {
            let start = text.len();
            text += form;
            tokens.push(Token {
                span: Span::new(start, text.len()),
                joined: false,
                lemma: (*lemma).to_string(),
                upos,
                xpos: "_",
                feats: "_",
                head: None,
                deprel: "nsubj:pass",
            });
            text.push(' ');
        }
        let (words, head) = (0..tokens.len(), tokens.len() - 1);
        let mention = Candidate { words, head, sentence: 0, kind: 1, types: vec![1.0], sure: 1.0 };
        Described::new(&text, &tokens, &mention, numbers)
    }

    #[test]
    fn forms_of_mentions_are_told_apart() {
        let form = |words: &[_]| described(words, &mut Numbers::default()).form;
        assert_eq!(form(&[("She", "she", "PRON")]), 0);
        assert_eq!(form(&[("the", "the", "DET"), ("Senate", "Senate", "PROPN")]), 1);
        assert_eq!(form(&[("The", "the", "DET"), ("bill", "bill", "NOUN")]), 2);
        assert_eq!(form(&[("Kyiv", "Kyiv", "PROPN"), ("'s", "'s", "PART"), ("bill", "bill", "NOUN")]), 4);
        assert_eq!(form(&[("a", "a", "DET"), ("bill", "bill", "NOUN")]), 5);
        assert_eq!(form(&[("bill", "bill", "NOUN")]), 8);
        assert_eq!(described(&[("it", "it", "PRON")], &mut Numbers::default()).role, 10);
    }

    #[test]
    fn texts_are_alike_in_many_ways() {
        let mut numbers = Numbers::default();
        let mut of = |words: &[_]| described(words, &mut numbers);
        let (the, a) = (("the", "the", "DET"), ("a", "a", "DET"));
        let bill = of(&[the, ("bill", "bill", "NOUN")]);
        let bills = of(&[("Bills", "bill", "NOUN")]);
        let tax_bill = of(&[a, ("tax", "tax", "NOUN"), ("bill", "bill", "NOUN")]);
        let trade_bill = of(&[("trade", "trade", "NOUN"), ("bill", "bill", "NOUN")]);
        let tax = of(&[the, ("tax", "tax", "NOUN")]);
        let nations = of(&[the, ("United", "United", "PROPN"), ("Nations", "Nation", "PROPN")]);
        let un = of(&[the, ("U.N.", "U.N.", "PROPN")]);
        assert_eq!(bill.text_like(&of(&[a, ("Bill", "bill", "NOUN")])), 1);
        assert_eq!(bill.text_like(&bills), 2);
        assert_eq!(bill.text_like(&tax_bill), 3);
        assert_eq!(tax_bill.text_like(&bill), 4);
        assert_eq!(tax_bill.text_like(&trade_bill), 5);
        assert_eq!(tax.text_like(&tax_bill), 6);
        assert_eq!(tax_bill.text_like(&tax), 7);
        assert_eq!((un.text_like(&nations), nations.text_like(&un)), (9, 9));
        assert_eq!(bill.text_like(&un), 0);
        let (it, its) = (of(&[("It", "it", "PRON")]), of(&[("its", "its", "PRON")]));
        assert_eq!((it.text_like(&its), it.text_like(&of(&[("it", "it", "PRON")]))), (0, 11));
        assert_eq!((it.key, bill.text_like(&it)), (its.key, 0));
    }
}
