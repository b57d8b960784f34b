"""One head a file. A head has `columns` (what it reads from the shared projection), `loss(cols, batch)`, and a decoder
in plain NumPy that says what the Rust decoder has to do."""
