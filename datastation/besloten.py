"""Folders and files that hold personal data: for their owner alone (0700 and 0600), whatever the umask of the caller.

The command line closes the umask for everything that it and the engine write (`sluit_umask`). The folders that hold personal data
are made closed as well, so that the same holds where the stories are called from Python. What exists already keeps the rights that
somebody gave it: `datastation dokter` says so where those are too wide.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

ANDEREN = 0o077
IEDEREEN = 0o007


def sluit_umask() -> None:
    """From now on this process makes nothing that its group or others may read. For an entry point; an ACL on a folder still counts."""
    os.umask(ANDEREN)


def maak_map(pad: Path) -> None:
    """Make a folder that only its owner may enter; parents too. An existing one stays as it is."""
    if pad.is_dir():
        return
    maak_map(pad.parent)
    pad.mkdir(exist_ok=True, mode=0o700)


def schrijf(pad: Path, inhoud: bytes) -> None:
    """Write a file that only its owner may read, in a folder that exists. One that stands there already is replaced, not reopened:
    its rights may be wider, and a link may lead elsewhere."""
    pad.unlink(missing_ok=True)
    with os.fdopen(os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as uit:
        uit.write(inhoud)


def open_erbij(pad: Path) -> BinaryIO:
    """Open a file to add to it: made 0600 where it is new; never through a link that somebody put there."""
    return os.fdopen(os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600), "ab")


def te_open(pad: Path) -> bool:
    """Whether everybody on this machine may read or enter it. A group may be meant so; everybody never is."""
    return bool(stat.S_IMODE(pad.stat().st_mode) & IEDEREEN)
