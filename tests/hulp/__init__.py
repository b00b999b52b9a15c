"""Helpers for tests that put a whole station to the proof: small tables in, answers of a profile out."""
