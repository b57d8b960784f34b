//! Countries as actors: their people, capitals and the seats of their governments.

use rustc_hash::FxHashMap;
use serde::Deserialize;

/// A country as the data describes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// Its common English name.
    pub name: String,
    /// What its people and things are called ("Ukrainian").
    #[serde(default)]
    pub demonyms: Vec<String>,
    /// The cities that stand for its government.
    #[serde(default)]
    pub capitals: Vec<String>,
    /// Other names of the country itself.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Houses and bodies that stand for its government ("Kremlin").
    #[serde(default)]
    pub seats: Vec<String>,
}

/// How a name belongs to a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceRole {
    /// The country itself, under this or another name.
    Country,
    /// Its people, language or things.
    Demonym,
    /// A capital.
    Capital,
    /// A seat of its government.
    Seat,
}

/// A name found in the gazetteer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The country it belongs to.
    pub country: &'a str,
    /// How.
    pub role: PlaceRole,
}

/// The gazetteer.
#[derive(Debug, Clone, Default)]
pub struct Places {
    by_name: FxHashMap<String, (usize, PlaceRole)>,
    names: Vec<String>,
}

impl Places {
    pub(crate) fn new(countries: Vec<Country>) -> Self {
        let mut out = Self::default();
        out.add(countries);
        out
    }

    /// Adds countries; a name that is known already gets the newer meaning only where it is a country's own.
    pub(crate) fn add(&mut self, countries: Vec<Country>) {
        for country in countries {
            let at = self.names.len();
            self.names.push(country.name.clone());
            let mut put = |name: &str, role: PlaceRole| {
                let key = key(name);
                match self.by_name.get(&key) {
                    Some((_, old)) if *old == PlaceRole::Country || role != PlaceRole::Country => {}
                    _ => {
                        self.by_name.insert(key, (at, role));
                    }
                }
            };
            put(&country.name, PlaceRole::Country);
            country.aliases.iter().for_each(|n| put(n, PlaceRole::Country));
            country.capitals.iter().for_each(|n| put(n, PlaceRole::Capital));
            country.seats.iter().for_each(|n| put(n, PlaceRole::Seat));
            for demonym in &country.demonyms {
                put(demonym, PlaceRole::Demonym);
                put(&format!("{demonym}s"), PlaceRole::Demonym);
            }
        }
    }

    /// Looks a name up, whatever its case; a leading "the" does not matter.
    pub fn get(&self, name: &str) -> Option<Place<'_>> {
        let (at, role) = *self.by_name.get(&key(name))?;
        Some(Place { country: &self.names[at], role })
    }
}

fn key(name: &str) -> String {
    let name = name.to_lowercase();
    name.strip_prefix("the ").unwrap_or(&name).to_owned()
}

#[cfg(test)]
mod tests {
    use crate::lexicon::{Lexicon, PlaceRole};

    #[test]
    fn capitals_seats_and_peoples_belong_to_their_country() {
        let places = Lexicon::builtin().places;
        let role = |name| places.get(name).map(|p| (p.country.to_owned(), p.role));
        assert_eq!(role("Kyiv"), Some(("Ukraine".into(), PlaceRole::Capital)));
        assert_eq!(role("the Kremlin"), Some(("Russia".into(), PlaceRole::Seat)));
        assert_eq!(role("the U.S."), Some(("United States".into(), PlaceRole::Country)));
        assert_eq!(role("Brazilian"), Some(("Brazil".into(), PlaceRole::Demonym)));
        assert_eq!(role("Singapore"), Some(("Singapore".into(), PlaceRole::Country)));
        assert_eq!(role("Atlantis"), None);
    }
}
