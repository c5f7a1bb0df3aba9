"""The other end of the wake-ups: procrastinate hands them to processes on any host, each to one.

It only wakes: a wake-up that is too late, that comes twice, or that a dead process held, changes nothing that
the tables say, and the schedulers' look finds whatever no wake-up is left for.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import structlog
from sqlalchemy import URL

_log = structlog.get_logger(__name__)
_AT_ONCE = 20
"""Workspaces that a worker sends to at the same time; the others wait for it or for another worker."""
_STALLED = 30.0
"""Seconds without a sign of life after which what a process took is taken back; it gives one every ten."""
_AGAIN = 2.0

Work = Callable[..., Coroutine[Any, Any, None]]


class Intake:
    """Takes wake-ups for as long as it runs, and comes back when the database does."""

    def __init__(self, url: URL) -> None:
        """Take the address of the database; nothing is served yet."""
        from procrastinate import App, PsycopgConnector  # noqa: PLC0415 - only where there is a queue

        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._app: Any = App(connector=PsycopgConnector(conninfo=address, min_size=1, max_size=4))
        self._queues: list[str] = []
        self._running: asyncio.Task[None] | None = None
        self._is_open = False

    def serve(self, queue: str, work: Work) -> None:
        """Do this for every wake-up of a queue."""
        self._queues.append(queue)
        self._app.task(name=queue, queue=queue)(work)

    def start(self) -> None:
        """Take what is there and what comes."""
        self._running = asyncio.get_running_loop().create_task(self._run())

    def is_well(self) -> bool:
        """Whether wake-ups reach us; before the start there is nothing to be ill."""
        return self._running is None or self._is_open

    async def stop(self, *, seconds: float = 5.0) -> None:
        """Take nothing new and wait for what is under way."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait({self._running}, timeout=2 * seconds)

    async def clear(self) -> int:
        """Remove what processes that died had taken; the tables say whether anything of it is left to do."""
        if not self._is_open:
            return 0
        from procrastinate.exceptions import ConnectorException  # noqa: PLC0415 - as above
        from procrastinate.jobs import Status  # noqa: PLC0415 - as above

        manager = self._app.job_manager
        stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED))
        for job in stalled:
            # Another scheduler may have been quicker.
            with suppress(ConnectorException):
                await manager.finish_job(job, status=Status.FAILED, delete_job=True)
        return len(stalled)

    async def _run(self) -> None:
        from procrastinate.exceptions import ConnectorException  # noqa: PLC0415 - as above
        from psycopg import Error  # noqa: PLC0415 - as above

        while True:
            with suppress(ConnectorException, Error):
                await self._take()
            _log.warning("wake-ups interrupted", reason="the database does not answer")
            await asyncio.sleep(_AGAIN)

    async def _take(self) -> None:
        try:
            async with self._app.open_async():
                self._is_open = True
                await self._app.run_worker_async(
                    queues=self._queues,
                    concurrency=_AT_ONCE,
                    install_signal_handlers=False,
                    delete_jobs="always",
                    shutdown_graceful_timeout=5.0,
                    stalled_worker_timeout=_STALLED,
                )
        finally:
            self._is_open = False
