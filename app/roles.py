"""What a process is for: everything, or one part of what several processes share."""

from enum import StrEnum


class Role(StrEnum):
    """What ``pulssi run`` does."""

    ALL = "all"
    WEB = "web"
    SCHEDULER = "scheduler"
    WORKER = "worker"

    @property
    def listens(self) -> bool:
        """Whether it takes clicks, commands and events."""
        return self in {Role.ALL, Role.WEB}

    @property
    def schedules(self) -> bool:
        """Whether it opens and closes rounds, compares people, and deletes what was kept long enough."""
        return self in {Role.ALL, Role.SCHEDULER}

    @property
    def sends(self) -> bool:
        """Whether it sends what is owed."""
        return self in {Role.ALL, Role.WORKER}
