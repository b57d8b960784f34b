//! The graph, or the part that a query returned, as DOT and other formats.
