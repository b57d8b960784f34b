//! Plain questions → the query that answers them.
