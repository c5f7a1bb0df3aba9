"""What every page shows of people and of virtual time, whichever platform is played."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.page.answers import words
from sandbox.workspace.company import Person
from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import ImpossibleError


@dataclass(frozen=True, slots=True)
class Jump:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class ClockFace:
    """What the page shows of virtual time, and where it can jump."""

    label: str
    jumps: tuple[Jump, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """Virtual time as a page sees and moves it; ``moved`` tells the pages that it is another one now."""

    face: Callable[[], ClockFace] | None
    jump: Callable[[str], Awaitable[None]] | None
    moved: Callable[[], None]

    def shown(self) -> Json | None:
        if self.face is None:
            return None
        face = self.face()
        return {"label": face.label, "jumps": [{"id": jump.id, "label": jump.label} for jump in face.jumps]}

    async def act(self, given: Json) -> Json:
        """Jump, as the page asks."""
        (name,) = words(given, "id")
        if self.jump is None:
            raise ImpossibleError("Time cannot jump here.")
        await self.jump(name)
        self.moved()
        return {"ok": True, "error": None}


def person(who: Person) -> Json:
    names = ("id", "name", "real_name", "title", "color", "initials", "is_admin", "tz")
    return {name: getattr(who, name) for name in names}
