"""The local verifier: who sent this, who vouches for it, and is it still valid. No network but through the guarded fetcher; fails closed."""

from datastation.vertrouwen.redenen import Afgewezen, Reden

__all__ = ["Afgewezen", "Reden"]
