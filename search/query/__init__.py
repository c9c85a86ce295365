"""The query language: what a reader types, as a tree. User text never reaches an engine's own parser."""
