//! What is known of a value's type before anything runs.

use crate::query::functions::Types;
use std::sync::Arc;

/// The types that an expression's value may have, and of a list also those of its elements. Null may always be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Type {
    /// The types.
    pub set: Types,
    /// What the elements of a list are known to be.
    pub element: Option<Arc<Type>>,
}

impl Type {
    pub const ANY: Type = Type { set: Types::ANY, element: None };

    pub fn of(set: Types) -> Type {
        Type { set, element: None }
    }

    pub fn list(element: Type) -> Type {
        Type { set: Types::LIST, element: Some(Arc::new(element)) }
    }

    /// The type of the elements, where this is a list.
    pub fn element(&self) -> Type {
        self.element.as_deref().cloned().unwrap_or(Type::ANY)
    }

    /// Either of two.
    pub fn or(self, other: Type) -> Type {
        let element = match (self.element, other.element) {
            (Some(a), Some(b)) if a == b => Some(a),
            (Some(a), Some(b)) => Some(Arc::new(Type::clone(&a).or(Type::clone(&b)))),
            (Some(a), None) if !other.set.overlaps(Types::LIST) => Some(a),
            (None, Some(b)) if !self.set.overlaps(Types::LIST) => Some(b),
            _ => None,
        };
        Type { set: self.set | other.set, element }
    }

    /// Whether the value may be one of these.
    pub fn may_be(&self, set: Types) -> bool {
        self.set.overlaps(set)
    }
}
