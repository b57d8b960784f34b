//! Query text → parse → plan → rows: the openCypher language over a [`Graph`](crate::graph::Graph).
