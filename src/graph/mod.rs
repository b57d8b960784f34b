//! Statements → graph: the schema, resolving actors and claims, the store on petgraph, RON files.

mod store;
mod value;

pub use store::{Graph, NodeId, RelationshipId};
pub use value::{Map, Path, Value};
