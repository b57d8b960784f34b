//! Statements → graph: the schema, resolving actors and claims, the store on petgraph, RON files.

pub mod assemble;
mod file;
mod store;
pub mod summary;
pub mod temporal;
mod value;

pub use file::{FileError, VERSION};
pub use store::{Changes, Graph, KeyId, LabelId, NodeId, RelationshipId, TypeId};
pub(crate) use store::{Column, Hop};
pub use value::{Map, Path, Value};
