"""State that people make: cases, their transitions, corrections, users and outgoing replies. The only code that touches the state database.

SQLAlchemy Core, no sessions and no objects that save themselves: whoever changes something opens `Staat.schrijven`, calls functions of
`zaken`, `dossier`, `gebruikers` and `uitgaand` with the transaction, and all of it is stored at the end of the block, or nothing.
What may follow upon what is not decided here but in `datastation.vrijgave`.
"""

from datastation.staat.openen import Staat, Transactie, open_staat

__all__ = ["Staat", "Transactie", "open_staat"]
