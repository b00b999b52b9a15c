"""Tables of figures, as Markdown that also reads well on a terminal."""

from __future__ import annotations

from dataclasses import dataclass, field


def getal(waarde: float, cijfers: int = 2) -> str:
    """A number with so many decimals; three of them where it is small."""
    return f"{waarde:.3f}" if cijfers == 2 and abs(waarde) < 0.1 else f"{waarde:,.{cijfers}f}"


@dataclass
class Tabel:
    """A title, a head and rows of text."""

    titel: str
    kop: tuple[str, ...]
    rijen: list[tuple[str, ...]] = field(default_factory=list)
    voet: list[str] = field(default_factory=list)

    def rij(self, *cellen: str) -> None:
        """Add a row."""
        assert len(cellen) == len(self.kop), (self.kop, cellen)
        self.rijen.append(cellen)

    def markdown(self) -> str:
        """The table under its title, remarks below it."""
        breedte = [max(len(rij[i]) for rij in (self.kop, *self.rijen)) for i in range(len(self.kop))]
        regels = ["| " + " | ".join(cel.ljust(b) for cel, b in zip(rij, breedte, strict=True)) + " |" for rij in (self.kop, *self.rijen)]
        streep = "|" + "|".join("-" * (b + 2) if i == 0 else "-" * (b + 1) + ":" for i, b in enumerate(breedte)) + "|"
        tekst = [f"### {self.titel}", "", regels[0], streep, *regels[1:]]
        if self.voet:
            tekst += ["", *self.voet]
        return "\n".join(tekst) + "\n"
