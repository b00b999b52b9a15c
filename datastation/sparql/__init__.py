"""SPARQL as text that is read, checked, rewritten and given its parameters. Never run here: only `store.werker` runs a query."""
