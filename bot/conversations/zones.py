"""Time zones as people type them."""

import difflib
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from survey.errors import InputError


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    """Every zone this machine knows; looking for them reads hundreds of files."""
    return frozenset(available_timezones())


def zone(text: str) -> ZoneInfo:
    """The zone of that name; a near miss gets a suggestion."""
    names = _names()
    wanted = text.strip()
    if wanted in names:
        return ZoneInfo(wanted)
    cities = {name.rsplit("/", 1)[-1].casefold(): name for name in sorted(names, reverse=True)}
    near = difflib.get_close_matches(
        wanted.casefold().replace(" ", "_"), [*cities, *map(str.casefold, names)], n=1
    )
    by_fold = {name.casefold(): name for name in names} | cities
    hint = f" Did you mean `{by_fold[near[0]]}`?" if near else ""
    raise InputError(f"`{wanted}` is not a time zone. Type one like `Europe/Helsinki`.{hint}")
