//! The variables that can be named at one place.

use super::types::Type;
use super::wrong;
use crate::query::suggest::nearest;
use crate::query::{Detail, QueryError};
use crate::text::Span;
use indexmap::IndexMap;
use std::sync::Arc;

/// Variables and what is known of their types, in the order of their appearance.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    variables: IndexMap<Arc<str>, Type>,
}

impl Scope {
    pub fn get(&self, name: &str) -> Option<&Type> {
        self.variables.get(name)
    }
    pub fn contains(&self, name: &str) -> bool {
        self.variables.contains_key(name)
    }
    /// Adds a variable, or shadows one.
    pub fn insert(&mut self, name: Arc<str>, kind: Type) {
        self.variables.insert(name, kind);
    }
    pub fn is_empty(&self) -> bool {
        self.variables.is_empty()
    }
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &Type)> {
        self.variables.iter()
    }
    /// The same with one more, as inside a comprehension.
    pub fn with(&self, name: &Arc<str>, kind: Type) -> Scope {
        let mut inner = self.clone();
        inner.insert(name.clone(), kind);
        inner
    }
    /// The type of a variable that must be there.
    pub fn resolve(&self, name: &str, span: Span) -> Result<Type, QueryError> {
        match self.variables.get(name) {
            Some(found) => Ok(found.clone()),
            None => Err(self.undefined(name, span)),
        }
    }
    /// The error for a variable that is not there.
    pub fn undefined(&self, name: &str, span: Span) -> QueryError {
        let error = wrong::<()>(Detail::UndefinedVariable, span, format!("there is no variable {name} here"))
            .expect_err("it is wrong");
        match nearest(name, self.variables.keys().map(|k| &**k)) {
            Some(other) => error.help(format!("did you mean {other}?")),
            None => error,
        }
    }
}
