"""What one process does of what several share on PostgreSQL; on a SQLite file it does everything."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping

from sqlalchemy import Engine

from app.roles import Role
from jobs.dispatch import Dispatcher
from jobs.intake import Intake
from jobs.timetable import CALL, Job, Timetable
from storage import wakeups
from storage.database import transaction
from storage.locks import Locks, Purpose
from storage.wakeups import AT_ONCE, LOOK, SEND


class Shift:
    """The jobs of one process, and the wake-ups that it takes."""

    def __init__(self, role: Role, engine: Engine, dispatcher: Dispatcher, locks: Locks) -> None:
        """Do nothing yet."""
        self.role = role
        self._engine = engine
        self._dispatcher = dispatcher
        self._locks = locks
        self._is_shared = engine.dialect.name == "postgresql"
        self._intake = Intake(engine.url) if self._is_shared and role is not Role.WEB else None

    def jobs(self, jobs: Mapping[str, Job], *, refresh: Iterable[Callable[[], None]]) -> dict[str, Job]:
        """Those that the timetable of this process runs.

        Args:
            jobs: all there are, as one process runs them.
            refresh: what drops what is remembered, since others may have changed it.
        """
        if not self._is_shared:
            return dict(jobs)

        async def anew() -> None:
            for forget in refresh:
                await asyncio.to_thread(forget)

        ours: dict[str, Job] = {"refresh": anew}
        if self.role.schedules:
            ours |= {**jobs, "send": self._send_all if self.role.sends else self._hand_out}
        return ours | ({CALL: self._call} if self.role is Role.WEB else {})

    def opening(self, timetable: Timetable, plan: Job) -> Callable[[], Awaitable[None]]:
        """How a command opens the rounds that are due: at once, whoever else may be at it."""

        async def open_rounds() -> None:
            await (timetable.run("plan") if self.role.schedules else plan())

        return open_rounds

    def begin(self, timetable: Timetable) -> None:
        """Take wake-ups from now on."""

        async def look() -> None:
            timetable.wake()

        if self._intake is not None:
            if self.role.sends:
                self._intake.serve(SEND, self._send)
            if self.role.schedules:
                self._intake.serve(LOOK, look)
            self._intake.start()

    async def end(self, *, seconds: float) -> None:
        """Take none any more, and wait for what is under way."""
        if self._intake is not None:
            await self._intake.stop(seconds=seconds)

    def is_well(self) -> bool:
        """Whether wake-ups reach this process, if it takes any."""
        return self._intake is None or self._intake.is_well()

    async def _send(self, workspace: str) -> None:
        await self._dispatcher.send(workspace)
        if self._dispatcher.is_stopping:
            # What is left is somebody else's.
            await asyncio.to_thread(self._leave, workspace)

    async def _send_all(self) -> None:
        await self._clear()
        await self._dispatcher.run()

    async def _hand_out(self) -> None:
        """Leave wake-ups for what is due and nobody sends: a worker died, or a wake-up came too early."""
        await self._clear()
        for workspace in await asyncio.to_thread(self._dispatcher.due_workspaces):
            await asyncio.to_thread(self._leave_if_free, workspace)

    async def _clear(self) -> None:
        if self._intake is not None:
            await self._intake.clear()

    def _leave_if_free(self, workspace: str) -> None:
        if self._locks.is_free(Purpose.SENDING, workspace):
            self._leave(workspace)

    def _leave(self, workspace: str) -> None:
        with transaction(self._engine) as session:
            wakeups.for_workspace(session, workspace, [AT_ONCE])

    async def _call(self) -> None:
        """A command changed something: some scheduler should look at once."""
        await asyncio.to_thread(self._leave_call)

    def _leave_call(self) -> None:
        with transaction(self._engine) as session:
            wakeups.for_schedulers(session)
