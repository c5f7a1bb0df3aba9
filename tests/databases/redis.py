"""A real Redis on a socket of its own, for as long as a block runs."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from redis.exceptions import AuthenticationError, RedisError, ResponseError

VOLATILE = ("--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction")


@dataclass
class RedisServer:
    """One that can be stopped, frozen and started again; started again, it has forgotten everything."""

    folder: Path
    options: tuple[str, ...] = VOLATILE
    _running: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"unix://{self.folder / 'redis.sock'}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        program = shutil.which("redis-server")
        if program is None:
            raise FileNotFoundError("redis-server is not installed (Debian: apt-get install redis-server)")
        words = [
            program,
            "--port",
            "0",
            "--unixsocket",
            "redis.sock",
            "--dir",
            str(self.folder),
            *self.options,
        ]
        self._running = subprocess.Popen(
            words, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 10
        with Redis.from_url(self.url) as client:
            while not _answers(client):
                if time.monotonic() > until:
                    raise TimeoutError("redis-server does not answer")
                time.sleep(0.01)

    def freeze(self) -> None:
        """Let it answer nothing, as one that is overloaded or behind a network that swallows everything."""
        assert self._running is not None
        self._running.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on, with all that it was sent meanwhile."""
        assert self._running is not None
        self._running.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Kill it at once."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None


@contextmanager
def redis_server(*options: str) -> Iterator[RedisServer]:
    """Start a Redis; with ``options`` in place of those that keep it off the disk."""
    with tempfile.TemporaryDirectory(prefix="pulssi-redis-") as folder:
        server = RedisServer(Path(folder), options or VOLATILE)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _answers(client: "Redis") -> bool:
    try:
        return bool(client.ping())
    except (AuthenticationError, ResponseError):
        # It does not let us in, as it was told to.
        return True
    except RedisError:
        return False
