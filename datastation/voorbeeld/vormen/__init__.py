"""The shapes in which the same organisation is written. Each knows the tables of `rijen`, none knows another."""
