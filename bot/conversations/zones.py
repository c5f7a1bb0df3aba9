"""Time zones as people type them."""

import difflib
from zoneinfo import ZoneInfo, available_timezones

from survey.errors import InputError


def zone(text: str) -> ZoneInfo:
    """The zone of that name; a near miss gets a suggestion."""
    names = available_timezones()
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
