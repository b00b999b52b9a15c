"""`make bench`: what this costs, as ratios to the engine's own load and to DuckDB, in one run (docs/metingen.md)."""
