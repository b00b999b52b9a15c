"""Snapshots, workers and the engine's self-test: the only code that touches Oxigraph."""
