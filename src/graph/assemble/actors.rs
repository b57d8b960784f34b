//! One node per actor: which names, within a document and across documents, are one actor's.
//!
//! Identity is claimed only where a name says it: the same words but for case, articles, titles and accents; a short form
//! that a text explains; a person's surname where only one person bears it. A capital is not its country, a spokesman not
//! his office, and "critics" in one article are not those in another.

use super::digest::{Digest, Mention};
use super::words::{WORDS, actor_words, fold, is_description, name_words, shown, slug};
use crate::lexicon::{Lexicon, PlaceRole};
use crate::reading::ActorKind;
use indexmap::{IndexMap, IndexSet};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

type Ordered<K, V> = IndexMap<K, V, FxBuildHasher>;

/// An actor of the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Actor {
    /// Readable and unique.
    pub id: String,
    /// Its fullest usual name.
    pub name: String,
    /// What it is.
    pub kind: ActorKind,
    /// Its other names, the most used first.
    pub aliases: Vec<String>,
    /// The country that it is the capital or a seat of.
    pub seat_of: Option<(String, &'static str)>,
}

/// All actors, and who is meant by a name in a document.
#[derive(Debug, Default)]
pub(super) struct Roster {
    pub actors: Vec<Actor>,
    of: FxHashMap<(usize, String), usize>,
}

impl Roster {
    /// The actor whom `name` means in the document with this number.
    pub fn actor(&self, document: usize, name: &str) -> Option<usize> {
        self.of.get(&(document, name.to_owned())).copied()
    }
}

/// What is known of one name in one document.
#[derive(Debug, Default)]
struct Use {
    count: usize,
    kinds: FxHashMap<ActorKind, usize>,
    named: bool,
    definite: bool,
}

/// How a name makes its actor known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Country(String),
    /// A capital or seat: its country and the words of its name.
    Seat(String, Vec<String>, &'static str),
    /// A description that means somebody in its document only.
    Vague(usize, Vec<String>),
    Name(Vec<String>),
}

/// Resolves all names of all documents.
pub(super) fn resolve(digests: &[Digest], lexicon: &Lexicon) -> Roster {
    let uses = collect(digests, lexicon);
    let kinds = kinds_by_words(&uses);
    let mut keys: Ordered<Key, ()> = Ordered::default();
    let mut key_of: FxHashMap<(usize, &str), usize> = FxHashMap::default();
    for ((document, name), used) in &uses {
        let key = key(*document, name, used, &kinds, lexicon);
        let number = keys.insert_full(key, ()).0;
        key_of.insert((*document, name.as_str()), number);
    }
    // Names that only an earlier graph or a short form's explanation knows.
    for word in digests.iter().flat_map(|d| d.same.iter().flatten()) {
        keys.insert(Key::Name(name_words(word)), ());
    }
    let mut union = Union::new(keys.len());
    join_acronyms(digests, &keys, &mut union);
    join_known(digests, &keys, &key_of, lexicon, &mut union);
    join_seats(&keys, &mut union);
    let offices = offices(digests, lexicon);
    let people = People::new(&uses, &key_of, &keys, &kinds, &offices, lexicon);
    people.join_variants(&mut union);
    people.join_descriptions(&mut union);
    let short = people.short_names(&uses, &key_of, &keys, &mut union, &offices, lexicon);
    join_retinues(&uses, &key_of, &keys, &short, &mut union);
    let described = described(digests, &uses, &key_of, &keys, &short, &mut union);
    let meant = Meant { short, described };
    build(digests, &uses, &key_of, &meant, &keys, &mut union, lexicon)
}

/// All names as they are used, in the order of the documents.
fn collect(digests: &[Digest], lexicon: &Lexicon) -> Ordered<(usize, String), Use> {
    let mut uses: Ordered<(usize, String), Use> = Ordered::default();
    for (document, digest) in digests.iter().enumerate() {
        let mut add = |mention: &Mention, weight: usize| {
            let used = uses.entry((document, mention.name.clone())).or_default();
            used.count += weight.min(1);
            used.named |= mention.named;
            used.definite |= mention.definite;
            if let Some(kind) = mention.kind {
                *used.kinds.entry(kind).or_default() += weight;
            }
        };
        for stance in &digest.statements {
            add(&stance.actor, 3);
            stance.claim.about.iter().for_each(|mention| add(mention, 1));
        }
        for affiliation in &digest.affiliations {
            // Whoever is represented by somebody is named.
            add(
                &Mention { name: affiliation.represents.clone(), kind: None, named: true, definite: false },
                1,
            );
        }
        // "The insurer Northshore Mutual", "Open Estuary, a conservation group": no people, whatever their names look like.
        for (name, noun) in &digest.descriptions {
            let body =
                WORDS.bodies.contains(noun) || lexicon.titles.kind(noun) == Some(ActorKind::Organization);
            let first = name.split(' ').next().unwrap_or(name).to_lowercase();
            let person = name.contains(' ') && lexicon.titles.gender(&first).is_some();
            if let Some(used) = uses.get_mut(&(document, name.clone())).filter(|_| body && !person) {
                *used.kinds.entry(ActorKind::Organization).or_default() += 100;
            }
        }
    }
    uses
}

/// The usual kind of each name over all documents.
fn kinds_by_words(uses: &Ordered<(usize, String), Use>) -> FxHashMap<Vec<String>, ActorKind> {
    let mut votes: FxHashMap<Vec<String>, FxHashMap<ActorKind, usize>> = FxHashMap::default();
    for ((_, name), used) in uses {
        let votes = votes.entry(name_words(name)).or_default();
        for (kind, count) in &used.kinds {
            *votes.entry(*kind).or_default() += count;
        }
    }
    votes.into_iter().filter_map(|(words, votes)| Some((words, elected(&votes)?))).collect()
}

/// The kind with the most votes; of equals the first of [`ActorKind`].
fn elected(votes: &FxHashMap<ActorKind, usize>) -> Option<ActorKind> {
    votes.iter().max_by_key(|(kind, count)| (**count, std::cmp::Reverse(**kind))).map(|(kind, _)| *kind)
}

fn key(
    document: usize,
    name: &str,
    used: &Use,
    kinds: &FxHashMap<Vec<String>, ActorKind>,
    lexicon: &Lexicon,
) -> Key {
    if let Some(known) = lexicon.actors.get(&name.to_lowercase()) {
        return Key::Name(name_words(&known.name));
    }
    let kind = kinds.get(&name_words(name)).copied();
    if kind != Some(ActorKind::Person)
        && let Some(place) = lexicon.places.get(name)
    {
        match place.role {
            PlaceRole::Country => return Key::Country(place.country.to_owned()),
            PlaceRole::Capital => return Key::Seat(place.country.to_owned(), name_words(name), "capital"),
            PlaceRole::Seat => {
                return Key::Seat(place.country.to_owned(), name_words(name), "seat of government");
            }
            PlaceRole::Demonym => {}
        }
    }
    if !used.named {
        return Key::Vague(document, name_words(name));
    }
    Key::Name(actor_words(name, kind, lexicon))
}

/// "EU" is the "European Union" where a text says so or everybody knows; not where texts explain it differently.
fn join_acronyms(digests: &[Digest], keys: &Ordered<Key, ()>, union: &mut Union) {
    let mut meanings: Ordered<Vec<String>, IndexSet<Vec<String>>> = Ordered::default();
    let explained = digests.iter().flat_map(|digest| &digest.acronyms);
    for (short, long) in explained {
        meanings.entry(name_words(short)).or_default().insert(name_words(long));
    }
    for (short, long) in &WORDS.acronyms {
        // What a text explains goes before what is known.
        meanings.entry(name_words(short)).or_insert_with(|| IndexSet::from([name_words(long)]));
    }
    for (short, longs) in meanings {
        let [long] = longs.iter().collect::<Vec<_>>()[..] else { continue };
        let number = |words: &Vec<String>| keys.get_index_of(&Key::Name(words.clone()));
        if let (Some(short), Some(long)) = (number(&short), number(long)) {
            union.join(short, long);
        }
    }
}

/// Names that a user's lexicon or an earlier graph holds together.
fn join_known(
    digests: &[Digest],
    keys: &Ordered<Key, ()>,
    key_of: &FxHashMap<(usize, &str), usize>,
    lexicon: &Lexicon,
    union: &mut Union,
) {
    for names in digests.iter().flat_map(|digest| &digest.same) {
        let numbers = names.iter().filter_map(|name| {
            let words = match lexicon.actors.get(&name.to_lowercase()) {
                Some(known) => name_words(&known.name),
                None => name_words(name),
            };
            let used = (0..digests.len()).find_map(|document| key_of.get(&(document, name.as_str())));
            used.copied().or_else(|| keys.get_index_of(&Key::Name(words)))
        });
        let numbers: Vec<usize> = numbers.collect();
        for pair in numbers.windows(2) {
            union.join(pair[0], pair[1]);
        }
    }
}

/// "Kiev" is "Kyiv": capitals of one country whose names differ by two letters at most.
fn join_seats(keys: &Ordered<Key, ()>, union: &mut Union) {
    let seats: Vec<(usize, &String, String)> = keys
        .keys()
        .enumerate()
        .filter_map(|(number, key)| match key {
            Key::Seat(country, words, _) => Some((number, country, words.join(" "))),
            _ => None,
        })
        .collect();
    for (nth, (one, country, name)) in seats.iter().enumerate() {
        for (other, other_country, other_name) in &seats[nth + 1..] {
            if country == other_country && strsim::levenshtein(name, other_name) <= 2 {
                union.join(*one, *other);
            }
        }
    }
}

/// A person known by more than one word.
#[derive(Debug)]
struct Person {
    key: usize,
    words: Vec<String>,
    /// Which of the words is the surname: a "Jr." comes after it.
    surname: usize,
    documents: FxHashSet<usize>,
    /// What documents say he is ("secretary"), by one word each.
    offices: FxHashSet<String>,
}

impl Person {
    fn surname(&self) -> &str {
        &self.words[self.surname]
    }
}

struct People {
    all: Vec<Person>,
}

/// The offices that each document gives its actors, by one word: by the title before the name, by an apposition, by whom they
/// speak for.
fn offices<'a>(digests: &'a [Digest], lexicon: &Lexicon) -> FxHashMap<(usize, &'a str), FxHashSet<String>> {
    let titles = &lexicon.titles;
    // "Sen." is a title that tells something, "Mr." is none.
    let office = |noun: &&String| {
        matches!(titles.kind(noun), Some(ActorKind::Person | ActorKind::Office))
            || titles.honorifics.contains(*noun) && titles.gender(noun).is_none()
    };
    let mut offices: FxHashMap<(usize, &str), FxHashSet<String>> = FxHashMap::default();
    for (document, digest) in digests.iter().enumerate() {
        for (name, noun) in digest.descriptions.iter().filter(|(_, noun)| office(&noun)) {
            offices.entry((document, name.as_str())).or_default().insert(noun.clone());
        }
        for post in &digest.affiliations {
            let noun = post.role.split(' ').next_back().unwrap_or_default();
            offices.entry((document, post.actor.as_str())).or_default().insert(noun.to_owned());
        }
    }
    offices
}

impl People {
    fn new(
        uses: &Ordered<(usize, String), Use>,
        key_of: &FxHashMap<(usize, &str), usize>,
        keys: &Ordered<Key, ()>,
        kinds: &FxHashMap<Vec<String>, ActorKind>,
        offices: &FxHashMap<(usize, &str), FxHashSet<String>>,
        lexicon: &Lexicon,
    ) -> Self {
        let mut all: Ordered<usize, Person> = Ordered::default();
        for (document, name) in uses.keys() {
            let key = key_of[&(*document, name.as_str())];
            let Key::Name(words) = &keys.get_index(key).expect("a number of this map").0 else { continue };
            let person = kinds.get(&name_words(name)) == Some(&ActorKind::Person);
            // "Larry King" has a first name; "Vice President" and "Fellow Republicans" have none.
            let described = name.rsplit(' ').next().is_some_and(|last| is_description(last, lexicon))
                && lexicon.titles.gender(&words[0]).is_none();
            let later = words.iter().rev().take_while(|w| lexicon.titles.generations.contains(*w)).count();
            if person && !described && (2..=4).contains(&(words.len() - later.min(words.len()))) {
                let person = all.entry(key).or_insert_with(|| Person {
                    key,
                    words: words.clone(),
                    surname: words.len() - later - 1,
                    documents: FxHashSet::default(),
                    offices: FxHashSet::default(),
                });
                person.documents.insert(*document);
                person
                    .offices
                    .extend(offices.get(&(*document, name.as_str())).into_iter().flatten().cloned());
            }
        }
        Self { all: all.into_values().collect() }
    }

    /// Joins "Donald J. Trump" with "Donald Trump", "Zelensky" with "Zelenskyy" under one first name. Where two middle names
    /// compete ("George W. Bush", "George H. W. Bush"), nobody is joined.
    fn join_variants(&self, union: &mut Union) {
        let mut groups: Ordered<(&str, String), Vec<&Person>> = Ordered::default();
        for person in &self.all {
            let last = person.words[person.surname..].join(" ");
            groups.entry((&person.words[0], spelling(&last))).or_default().push(person);
        }
        for group in groups.values() {
            let middles: FxHashSet<char> = group
                .iter()
                .filter(|person| person.surname > 1)
                .filter_map(|person| person.words[1].chars().next())
                .collect();
            if middles.len() <= 1 {
                for pair in group.windows(2) {
                    union.join(pair[0].key, pair[1].key);
                }
            }
        }
    }

    /// Joins a person with what is only put before the name ("Democrat Hillary Clinton"): three words or more that end in
    /// the two of somebody known by them.
    fn join_descriptions(&self, union: &mut Union) {
        let short: FxHashMap<&[String], usize> = self
            .all
            .iter()
            .filter(|person| person.words.len() == 2)
            .map(|person| (person.words.as_slice(), person.key))
            .collect();
        for person in self.all.iter().filter(|person| person.words.len() > 2) {
            if let Some(key) = short.get(&person.words[person.words.len() - 2..]) {
                union.join(person.key, *key);
            }
        }
    }

    /// Whom a single word means, name by name and document by document: the one person of that surname (or first name) in
    /// the document, else the only or by far the best known one of that surname in all documents, unless the document names
    /// people of that surname (the reader then knows better) or gives the bearer an office that the other has not.
    fn short_names(
        &self,
        uses: &Ordered<(usize, String), Use>,
        key_of: &FxHashMap<(usize, &str), usize>,
        keys: &Ordered<Key, ()>,
        union: &mut Union,
        offices: &FxHashMap<(usize, &str), FxHashSet<String>>,
        lexicon: &Lexicon,
    ) -> FxHashMap<(usize, usize), usize> {
        let mut found = FxHashMap::default();
        for ((document, name), used) in uses {
            let key = key_of[&(*document, name.as_str())];
            let Key::Name(words) = &keys.get_index(key).expect("a number of this map").0 else { continue };
            let maybe_person = used.kinds.is_empty() || used.kinds.contains_key(&ActorKind::Person);
            let [word] = words.as_slice() else { continue };
            let own = name_words(name);
            if !maybe_person {
                continue;
            }
            // "Queen Elizabeth" is no Elizabeth Warren: with a title before it, it is a surname or somebody else.
            let bare = own.len() == 1;
            let surname = |person: &&Person| person.surname() == word;
            let office = offices.get(&(*document, name.as_str()));
            let agrees = |person: &&Person| {
                let office = office.filter(|told| !told.is_empty() && !person.offices.is_empty());
                office.is_none_or(|told| {
                    told.iter().any(|one| person.offices.iter().any(|o| same_office(one, o)))
                })
            };
            let first_name =
                |person: &&Person| bare && person.words[0] == *word && lexicon.titles.gender(word).is_some();
            let here = |person: &&Person| person.documents.contains(document);
            let meant = self
                .only(union, |p| here(p) && surname(p))
                .or_else(|| self.only(union, |p| here(p) && first_name(p)))
                .or_else(|| {
                    let named = self.all.iter().any(|p| here(&p) && surname(&p));
                    if named { None } else { self.best_known(union, surname, agrees) }
                });
            if let Some(meant) = meant {
                found.insert((*document, key), meant);
            }
        }
        found
    }

    /// The key of the only person that fits.
    fn only(&self, union: &mut Union, fits: impl Fn(&&Person) -> bool) -> Option<usize> {
        let mut roots = self.all.iter().filter(fits).map(|person| union.root(person.key));
        let first = roots.next()?;
        roots.all(|root| root == first).then_some(first)
    }

    /// The key of the only person that fits, or of the one that stands in three documents at least and in twice as many as
    /// all others that fit: whom a newspaper calls by the surname alone is the one whom everybody knows.
    /// `agrees` must hold for one of his names.
    fn best_known(
        &self,
        union: &mut Union,
        fits: impl Fn(&&Person) -> bool,
        agrees: impl Fn(&&Person) -> bool,
    ) -> Option<usize> {
        let mut documents: Ordered<usize, FxHashSet<usize>> = Ordered::default();
        for person in self.all.iter().filter(&fits) {
            documents.entry(union.root(person.key)).or_default().extend(&person.documents);
        }
        let (best, most) = documents.iter().max_by_key(|(_, documents)| documents.len())?;
        let others: usize = documents.values().map(FxHashSet::len).sum::<usize>() - most.len();
        let best = *best;
        let known = others == 0 || most.len() >= 3 && most.len() >= 2 * others;
        let mut forms = self.all.iter().filter(&fits);
        (known && forms.any(|person| union.root(person.key) == best && agrees(&person))).then_some(best)
    }
}

/// "Trump's campaign" is "the Donald Trump campaign": what is called after somebody is one under all names of his.
fn join_retinues(
    uses: &Ordered<(usize, String), Use>,
    key_of: &FxHashMap<(usize, &str), usize>,
    keys: &Ordered<Key, ()>,
    short: &FxHashMap<(usize, usize), usize>,
    union: &mut Union,
) {
    let mut first: FxHashMap<(usize, String), usize> = FxHashMap::default();
    for (document, name) in uses.keys() {
        let key = key_of[&(*document, name.as_str())];
        let Key::Name(words) = &keys.get_index(key).expect("a number of this map").0 else { continue };
        let Some((noun, owner)) = words.split_last().filter(|(_, owner)| !owner.is_empty()) else { continue };
        if !WORDS.retinues.contains(noun) {
            continue;
        }
        let Some(owner) = keys.get_index_of(&Key::Name(owner.to_vec())) else { continue };
        let owner = union.root(short.get(&(*document, owner)).copied().unwrap_or(owner));
        match first.get(&(owner, noun.clone())) {
            Some(other) => union.join(*other, key),
            None => {
                first.insert((owner, noun.clone()), key);
            }
        }
    }
}

/// Whom a description means ("the association", "the hydrologist"): the only actor named in the document of whom that
/// document, or a role that some document tells, says this.
fn described(
    digests: &[Digest],
    uses: &Ordered<(usize, String), Use>,
    key_of: &FxHashMap<(usize, &str), usize>,
    keys: &Ordered<Key, ()>,
    overrides: &FxHashMap<(usize, usize), usize>,
    union: &mut Union,
) -> FxHashMap<(usize, usize), usize> {
    let mut root = |document: usize, name: &str| -> Option<usize> {
        let key = *key_of.get(&(document, name))?;
        Some(union.root(overrides.get(&(document, key)).copied().unwrap_or(key)))
    };
    // Roles hold in all documents, descriptions in their own.
    let mut roles: FxHashMap<usize, FxHashSet<String>> = FxHashMap::default();
    for (document, digest) in digests.iter().enumerate() {
        for said in &digest.affiliations {
            if let (Some(actor), Some(noun)) = (root(document, &said.actor), said.role.split(' ').next_back())
            {
                roles.entry(actor).or_default().insert(noun.to_owned());
            }
        }
    }
    let mut present: FxHashMap<usize, IndexMap<usize, FxHashSet<&str>>> = FxHashMap::default();
    for ((document, name), used) in uses.iter().filter(|(_, used)| used.named) {
        if let Some(actor) = root(*document, name)
            && used.count > 0
        {
            present.entry(*document).or_default().entry(actor).or_default();
        }
    }
    for (document, digest) in digests.iter().enumerate() {
        for (name, noun) in &digest.descriptions {
            if let Some(actor) = root(document, name) {
                present.entry(document).or_default().entry(actor).or_default().insert(noun);
            }
        }
    }
    let mut found = holders(digests, uses, key_of, &mut root);
    for ((document, name), used) in uses {
        let key = key_of[&(*document, name.as_str())];
        let Key::Vague(_, words) = &keys.get_index(key).expect("a number of this map").0 else { continue };
        let ([noun], true) = (words.as_slice(), used.definite) else { continue };
        let fits = |actor: &usize, nouns: &FxHashSet<&str>| {
            nouns.contains(noun.as_str()) || roles.get(actor).is_some_and(|roles| roles.contains(noun))
        };
        let mut meant =
            present.get(document).into_iter().flatten().filter(|(actor, nouns)| fits(actor, nouns));
        if let (Some((actor, _)), None) = (meant.next(), meant.next()) {
            found.insert((*document, key), *actor);
        }
    }
    found
}

/// Who holds the post that a description names ("the mayor of Elmouth"): the only person of whom the document says so.
fn holders(
    digests: &[Digest],
    uses: &Ordered<(usize, String), Use>,
    key_of: &FxHashMap<(usize, &str), usize>,
    root: &mut impl FnMut(usize, &str) -> Option<usize>,
) -> FxHashMap<(usize, usize), usize> {
    let mut found = FxHashMap::default();
    for (document, digest) in digests.iter().enumerate() {
        let using = |name: &str| uses.get(&(document, name.to_owned()));
        let is_person =
            |name: &str| using(name).and_then(|used| elected(&used.kinds)) == Some(ActorKind::Person);
        for post in &digest.affiliations {
            let definite = using(&post.actor).is_some_and(|used| used.definite);
            if !definite || is_person(&post.actor) {
                continue;
            }
            let mut people: IndexSet<usize> = IndexSet::new();
            for other in &digest.affiliations {
                if other.role == post.role && other.represents == post.represents && is_person(&other.actor) {
                    people.extend(root(document, &other.actor));
                }
            }
            if let (Some(key), 1) = (key_of.get(&(document, post.actor.as_str())), people.len()) {
                found.insert((document, *key), people[0]);
            }
        }
    }
    found
}

/// "Sen." and "senator" are one office.
fn same_office(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    short == long || short.len() >= 3 && long.starts_with(short)
}

/// A surname without what transliterations differ in: "Zelenskyy", "Zelenskiy" and "Zelensky" are spelt alike.
fn spelling(surname: &str) -> String {
    let mut out = String::new();
    for c in surname.replace("iy", "y").replace("yi", "y").replace("ii", "y").replace("ij", "y").chars() {
        let c = if c == 'i' { 'y' } else { c };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// Whom names mean that are not their own actors, by document and key.
struct Meant {
    /// Short names: they are names of whom they mean.
    short: FxHashMap<(usize, usize), usize>,
    /// Descriptions: they are not.
    described: FxHashMap<(usize, usize), usize>,
}

/// Names that belong together, as they are gathered for one actor.
#[derive(Debug, Default)]
struct Gathered {
    surfaces: Ordered<String, usize>,
    kinds: FxHashMap<ActorKind, usize>,
    keys: IndexSet<usize>,
}

fn build(
    digests: &[Digest],
    uses: &Ordered<(usize, String), Use>,
    key_of: &FxHashMap<(usize, &str), usize>,
    meant: &Meant,
    keys: &Ordered<Key, ()>,
    union: &mut Union,
    lexicon: &Lexicon,
) -> Roster {
    let mut gathered: Ordered<usize, Gathered> = Ordered::default();
    let mut roots = Vec::with_capacity(uses.len());
    for ((document, name), used) in uses {
        let key = key_of[&(*document, name.as_str())];
        let place = (*document, key);
        let described = meant.described.get(&place);
        let root = union.root(described.or(meant.short.get(&place)).copied().unwrap_or(key));
        roots.push(root);
        // What only describes somebody named is no name of his.
        let names = described.is_none();
        let actor = gathered.entry(root).or_default();
        if names {
            *actor.surfaces.entry(name.clone()).or_default() += used.count;
            actor.keys.insert(key);
            for (kind, count) in &used.kinds {
                *actor.kinds.entry(*kind).or_default() += count;
            }
        }
    }
    // Names that an earlier graph knows, and the country of every capital.
    for names in digests.iter().flat_map(|digest| &digest.same) {
        for name in names {
            let number = keys.get_index_of(&Key::Name(name_words(name)));
            if let Some(actor) = number.and_then(|number| gathered.get_mut(&union.root(number))) {
                actor.surfaces.entry(name.clone()).or_default();
            }
        }
    }
    let mut roster = Roster::default();
    let mut ids = FxHashSet::default();
    let mut number_of: FxHashMap<usize, usize> = FxHashMap::default();
    let mut countries: FxHashMap<String, usize> = FxHashMap::default();
    for (root, actor) in &gathered {
        let key = |number: &usize| keys.get_index(*number).expect("a number of this map").0;
        let leading = actor.keys.iter().map(key).find(|key| !matches!(key, Key::Name(_)));
        let made = make(actor, leading, digests, lexicon, &mut ids);
        if let Some(Key::Country(country)) = leading {
            countries.insert(country.clone(), roster.actors.len());
        }
        number_of.insert(*root, roster.actors.len());
        roster.actors.push(made);
    }
    let missing: IndexSet<String> = roster
        .actors
        .iter()
        .filter_map(|actor| actor.seat_of.as_ref().map(|(country, _)| country.clone()))
        .filter(|country| !countries.contains_key(country))
        .collect();
    for country in missing {
        let id = unique(&mut ids, &slug(&country));
        roster.actors.push(Actor {
            id,
            name: country,
            kind: ActorKind::Government,
            aliases: Vec::new(),
            seat_of: None,
        });
    }
    for (((document, name), _), root) in uses.iter().zip(roots) {
        roster.of.insert((*document, name.clone()), number_of[&root]);
    }
    roster
}

fn make(
    gathered: &Gathered,
    leading: Option<&Key>,
    digests: &[Digest],
    lexicon: &Lexicon,
    ids: &mut FxHashSet<String>,
) -> Actor {
    let mut kind = elected(&gathered.kinds).unwrap_or(ActorKind::Organization);
    if matches!(leading, Some(Key::Country(_) | Key::Seat(..))) {
        kind = ActorKind::Government;
    }
    let name = match leading {
        Some(Key::Country(country)) => country.clone(),
        _ => best_name(&gathered.surfaces, kind, lexicon),
    };
    let mut aliases: Vec<(&String, &usize)> =
        gathered.surfaces.iter().filter(|(alias, _)| **alias != name).collect();
    aliases.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let mut aliases: Vec<String> = aliases.into_iter().map(|(alias, _)| alias.clone()).collect();
    for (short, long) in &WORDS.acronyms {
        if *short == name && !aliases.contains(long) {
            aliases.push(long.clone());
        } else if *long == name && !aliases.contains(short) {
            aliases.push(short.clone());
        }
    }
    let id = match leading {
        Some(Key::Vague(document, _)) => format!("{}@{}", slug(&name), digests[*document].document.id),
        _ => slug(&name),
    };
    let seat_of = match leading {
        Some(Key::Seat(country, _, role)) => Some((country.clone(), *role)),
        _ => None,
    };
    Actor { id: unique(ids, &id), name, kind, aliases, seat_of }
}

/// The name to show: a person's of several words without titles, a body's in full rather than its letters; of those the
/// most used, then the longest, then the first of the alphabet.
fn best_name(surfaces: &Ordered<String, usize>, kind: ActorKind, lexicon: &Lexicon) -> String {
    let known = surfaces.keys().find_map(|name| lexicon.actors.get(&name.to_lowercase()));
    if let Some(known) = known {
        return known.name.clone();
    }
    let quality = |name: &str| {
        let words = name.split_whitespace().count();
        match kind {
            // Capitals throughout are a transcript's way to name its speakers.
            ActorKind::Person => (2..=4).contains(&words) && name.chars().any(char::is_lowercase),
            // A group's name that opens a sentence has a capital that it does not have elsewhere.
            ActorKind::Group | ActorKind::Office => name.starts_with(char::is_lowercase),
            _ => name.chars().any(char::is_lowercase),
        }
    };
    let best = surfaces.iter().max_by(|(a, a_count), (b, b_count)| {
        (quality(a), *a_count, a.len()).cmp(&(quality(b), *b_count, b.len())).then_with(|| b.cmp(a))
    });
    let Some((name, _)) = best else { return String::new() };
    if kind == ActorKind::Person {
        let words: Vec<&str> = name.split_whitespace().collect();
        let titles = words
            .iter()
            .take(words.len().saturating_sub(2))
            .take_while(|word| {
                let word = fold(word);
                let bare = word.trim_end_matches('.');
                lexicon.titles.honorifics.contains(bare) || lexicon.titles.roles.contains(bare)
            })
            .count();
        return words[titles..].join(" ");
    }
    shown(name)
}

fn unique(ids: &mut FxHashSet<String>, wanted: &str) -> String {
    let wanted = if wanted.is_empty() { "actor" } else { wanted };
    let mut id = wanted.to_owned();
    let mut nth = 2;
    while !ids.insert(id.clone()) {
        id = format!("{wanted}-{nth}");
        nth += 1;
    }
    id
}

/// Union-find; the root of a set is its smallest number, so that the result does not depend on the order of joining.
#[derive(Debug)]
struct Union(Vec<usize>);

impl Union {
    fn new(size: usize) -> Self {
        Self((0..size).collect())
    }
    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }
    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use super::super::digest::{Claim, Stance};
    use super::*;
    use crate::reading::{Modality, Relation};
    use ActorKind::{Government, Group, Organization};

    /// A document in which each of these speaks once.
    fn document(id: &str, speakers: &[(&str, ActorKind)]) -> Digest {
        let lexicon = Lexicon::builtin();
        let mut digest = Digest::default();
        digest.document.id = id.into();
        for (name, kind) in speakers {
            digest.statements.push(Stance {
                actor: Mention {
                    name: (*name).into(),
                    kind: Some(*kind),
                    named: super::super::digest::names_somebody(name, false, &lexicon),
                    definite: true,
                },
                relation: Relation::Says,
                claim: Claim {
                    text: "x".into(),
                    key: "x".into(),
                    head: String::new(),
                    modality: Modality::Asserted,
                    topics: vec![],
                    about: vec![],
                },
                cue: "said".into(),
                content: "x".into(),
                sentence: "x".into(),
                place: [0, 1],
                confidence: 0.9,
                hedged: false,
            });
        }
        digest
    }

    fn names(digests: &[Digest]) -> Vec<String> {
        resolve(digests, &Lexicon::builtin()).actors.into_iter().map(|actor| actor.name).collect()
    }
    const PERSON: ActorKind = ActorKind::Person;

    #[test]
    fn names_that_differ_in_case_articles_titles_and_accents_are_one() {
        let one = document("a", &[("the European Commission", Organization), ("Andrés Vega", PERSON)]);
        let two = document("b", &[("European Commission", Organization), ("Mr. Andres Vega", PERSON)]);
        assert_eq!(names(&[one, two]).len(), 2);
    }

    #[test]
    fn what_is_put_before_a_name_does_not_make_another_person() {
        let one =
            document("a", &[("Democrat Ruth Vane", PERSON), ("Ruth Vane", PERSON), ("Ruth Vane", PERSON)]);
        assert_eq!(names(&[one]), ["Ruth Vane"]);
    }

    #[test]
    fn a_surname_is_the_one_person_who_bears_it() {
        let full = document("a", &[("Ruth Vane", PERSON), ("Tom Abara", PERSON)]);
        let short = document("b", &[("Vane", PERSON)]);
        assert_eq!(names(&[full, short]), ["Ruth Vane", "Tom Abara"]);
    }

    #[test]
    fn a_surname_that_two_bear_is_nobody_for_sure_but_in_a_document_with_one_of_them() {
        let one = document("a", &[("Ruth Vane", PERSON), ("Vane", PERSON)]);
        let two = document("b", &[("Peter Vane", PERSON)]);
        let three = document("c", &[("Vane", PERSON)]);
        let digests = [one, two, three];
        let roster = resolve(&digests, &Lexicon::builtin());
        assert_eq!(roster.actor(0, "Vane"), roster.actor(0, "Ruth Vane"));
        assert_eq!(roster.actors.len(), 3);
        assert_ne!(roster.actor(2, "Vane"), roster.actor(0, "Ruth Vane"));
    }

    #[test]
    fn a_surname_alone_is_the_one_whom_everybody_knows() {
        let known = ["a", "b", "c"].map(|id| document(id, &[("Barack Obama", PERSON)]));
        let spouse = document("d", &[("Michelle Obama", PERSON), ("Barack Obama", PERSON)]);
        let short = document("e", &[("Obama", PERSON)]);
        let digests = [&known[..], &[spouse, short]].concat();
        let roster = resolve(&digests, &Lexicon::builtin());
        assert_eq!(roster.actor(4, "Obama"), roster.actor(0, "Barack Obama"));
        assert_ne!(roster.actor(3, "Michelle Obama"), roster.actor(0, "Barack Obama"));
    }

    #[test]
    fn a_surname_is_nobodys_of_another_office_nor_of_two_whom_the_document_names() {
        let mut known = document("a", &[("Peter Vane", PERSON)]);
        known.descriptions = vec![("Peter Vane".into(), "candidate".into())];
        let mut other = document("b", &[("Vane", PERSON)]);
        other.descriptions = vec![("Vane".into(), "secretary".into())];
        let both = document("c", &[("Peter Vane", PERSON), ("Ruth Vane", PERSON), ("Vane", PERSON)]);
        let more = ["d", "e"].map(|id| document(id, &[("Peter Vane", PERSON)]));
        let mut candidate = document("f", &[("Vane", PERSON)]);
        candidate.descriptions = vec![("Vane".into(), "candidate".into())];
        let digests = [&[known, other, both][..], &more, &[candidate]].concat();
        let roster = resolve(&digests, &Lexicon::builtin());
        let peter = roster.actor(0, "Peter Vane");
        assert_ne!(roster.actor(1, "Vane"), peter, "a secretary is no candidate");
        assert_ne!(roster.actor(2, "Vane"), peter, "the document names two");
        assert_eq!(roster.actor(5, "Vane"), peter);
    }

    #[test]
    fn a_son_is_not_his_father() {
        let one = document("a", &[("Ruben Vane", PERSON), ("Ruben Vane Jr.", PERSON)]);
        let two = document("b", &[("Ruben Vane, Jr.", PERSON), ("Ruben T. Vane Jr.", PERSON)]);
        let digests = [one, two];
        let roster = resolve(&digests, &Lexicon::builtin());
        assert_eq!(roster.actors.len(), 2);
        assert_eq!(roster.actor(0, "Ruben Vane Jr."), roster.actor(1, "Ruben Vane, Jr."));
    }

    #[test]
    fn what_only_describes_lends_its_last_word_to_nobody() {
        let one = document("a", &[("Fellow Republicans", PERSON)]);
        let two = document("b", &[("Republicans", Group), ("Larry King", PERSON)]);
        let three = document("c", &[("King", PERSON), ("Larry", PERSON)]);
        let digests = [one, two, three];
        let roster = resolve(&digests, &Lexicon::builtin());
        assert_ne!(roster.actor(0, "Fellow Republicans"), roster.actor(1, "Republicans"));
        assert_eq!(roster.actor(2, "King"), roster.actor(1, "Larry King"));
        // A first name means somebody in its own document only.
        assert_ne!(roster.actor(2, "Larry"), roster.actor(1, "Larry King"));
    }

    #[test]
    fn what_is_called_after_somebody_is_one_under_all_names_of_his() {
        let one = document("a", &[("Ruth Vane", PERSON), ("Vane", PERSON), ("Vane campaign", Organization)]);
        let two = document("b", &[("Ruth Vane's campaign", Organization), ("Ruth Vane", PERSON)]);
        let digests = [one, two];
        let roster = resolve(&digests, &Lexicon::builtin());
        assert_eq!(roster.actor(0, "Vane campaign"), roster.actor(1, "Ruth Vane's campaign"));
    }

    #[test]
    fn middle_names_and_transliterations_do_not_make_two_people() {
        let one = document("a", &[("Donald J. Trump", PERSON), ("Volodymyr Zelenskyy", PERSON)]);
        let two = document("b", &[("Donald Trump", PERSON), ("Volodymyr Zelensky", PERSON)]);
        assert_eq!(names(&[one, two]).len(), 2);
        let bushes = document(
            "c",
            &[("George W. Bush", PERSON), ("George H. W. Bush", PERSON), ("George Bush", PERSON)],
        );
        assert_eq!(names(&[bushes]).len(), 3, "two middle names compete");
    }

    #[test]
    fn a_capital_is_not_its_country_and_a_country_has_many_names() {
        let one = document("a", &[("Kyiv", Government), ("Kiev", Government), ("U.S.", Government)]);
        let two =
            document("b", &[("United States", Government), ("Ukraine", Government), ("Kyiv", Government)]);
        let roster = resolve(&[one, two], &Lexicon::builtin());
        let names: Vec<&str> = roster.actors.iter().map(|actor| actor.name.as_str()).collect();
        assert_eq!(names, ["Kyiv", "United States", "Ukraine"]);
        assert_eq!(roster.actors[0].seat_of, Some(("Ukraine".to_owned(), "capital")));
        assert_eq!(roster.actors[0].aliases, ["Kiev"]);
        assert_eq!(roster.actors[1].aliases, ["U.S."]);
    }

    #[test]
    fn critics_here_are_not_critics_there() {
        let one = document("a", &[("critics", Group), ("critics", Group), ("Officials in Kyiv", Group)]);
        let two = document("b", &[("critics", Group), ("officials in Kyiv", Group)]);
        let roster = resolve(&[one, two], &Lexicon::builtin());
        let ids: Vec<&str> = roster.actors.iter().map(|actor| actor.id.as_str()).collect();
        assert_eq!(ids, ["critics@a", "officials-in-kyiv", "critics@b"]);
        assert_eq!(roster.actors[1].name, "officials in Kyiv");
    }

    #[test]
    fn a_description_takes_up_the_only_one_whom_it_fits() {
        let mut one =
            document("a", &[("Open Estuary", Organization), ("group", Group), ("Dry Feet", Organization)]);
        one.descriptions = vec![("Open Estuary".into(), "group".into())];
        assert_eq!(names(std::slice::from_ref(&one)), ["Open Estuary", "Dry Feet"]);
        one.descriptions.push(("Dry Feet".into(), "group".into()));
        assert_eq!(names(&[one]).len(), 3, "two fit");
    }

    #[test]
    fn the_holder_of_a_post_is_whom_the_document_says() {
        let mut one = document("a", &[("Ingrid Hale", PERSON), ("mayor of Elmouth", ActorKind::Office)]);
        let holds = |actor: &str| super::super::Affiliation {
            actor: actor.into(),
            role: "mayor".into(),
            represents: "Elmouth".into(),
            sentence: String::new(),
            place: [0, 0],
        };
        one.affiliations = vec![holds("Ingrid Hale"), holds("mayor of Elmouth")];
        let roster = resolve(std::slice::from_ref(&one), &Lexicon::builtin());
        assert_eq!(roster.actor(0, "mayor of Elmouth"), roster.actor(0, "Ingrid Hale"));
        assert!(roster.actors[0].aliases.is_empty(), "a post is no name");
        one.affiliations.remove(0);
        assert_eq!(names(&[one]).len(), 3, "nobody is said to hold it");
    }

    #[test]
    fn short_forms_join_where_explained_once_and_not_where_twice() {
        let mut one = document("a", &[("Harbour Trust", Organization), ("HT", Organization)]);
        one.acronyms = vec![("HT".into(), "Harbour Trust".into())];
        assert_eq!(names(std::slice::from_ref(&one)), ["Harbour Trust"]);
        let mut two = document("b", &[("Housing Tribunal", Organization)]);
        two.acronyms = vec![("HT".into(), "Housing Tribunal".into())];
        assert_eq!(names(&[one, two]).len(), 3);
    }
}
