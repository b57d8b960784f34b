//! What the reader knows of words, as RON data that a user can extend: cue words, countries, titles.
