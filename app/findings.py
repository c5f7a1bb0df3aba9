"""What ``pulssi doctor`` found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``mend`` is empty where all is well."""

    what: str
    said: str
    mend: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing needs mending."""
        return not self.mend
