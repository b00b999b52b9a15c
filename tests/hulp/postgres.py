"""A PostgreSQL server for one test: a fresh cluster in a temporary folder, on a Unix socket, by a user without rights."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MAPPEN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name.split(".")[0]), reverse=True)
BIN = next((m for m in _MAPPEN if (m / "initdb").exists()), None)


def waarom_niet() -> str:
    """Why no server can run here; "" where one can."""
    if BIN is None:
        return "no PostgreSQL server is installed (apt-get install postgresql)"
    if importlib.util.find_spec("pg8000") is None:
        return "the driver pg8000 is not installed"
    return ""


@contextmanager
def cluster() -> Iterator[str]:
    """URL of an empty database, which is gone afterwards."""
    assert BIN is not None
    # initdb refuses root; the folder name is short because a socket path has a limit.
    als = {"user": _gewoon(), "group": pwd.getpwnam(_gewoon()).pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    map = Path(tempfile.mkdtemp(prefix="dspg", dir="/tmp"))
    try:
        if als:
            shutil.chown(map, _gewoon())
        data = map / "d"

        def doe(*woorden: str) -> None:
            subprocess.run([str(BIN / woorden[0]), *woorden[1:]], check=True, capture_output=True, cwd=map, env={"LC_ALL": "C"}, **als)

        doe("initdb", "-D", str(data), "-U", "ds", "-A", "trust", "-E", "UTF8", "--no-sync")
        opties = f"-c listen_addresses='' -c unix_socket_directories={map} -c fsync=off -c max_connections=30"
        doe("pg_ctl", "-D", str(data), "-w", "-l", str(map / "log"), "-o", opties, "start")
        try:
            yield f"postgresql://ds@/postgres?unix_sock={map}/.s.PGSQL.5432"
        finally:
            doe("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(map, ignore_errors=True)


def _gewoon() -> str:
    namen = {p.pw_name for p in pwd.getpwall()}
    return "postgres" if "postgres" in namen else "nobody"
