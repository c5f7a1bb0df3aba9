"""Time zones as people type them."""

import difflib
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot.conversations.messages import quoted
from locales.speech import say
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
    told = [say("`{typed}` is not a time zone. Type one like `Europe/Helsinki`.", typed=quoted(wanted))]
    told += [say("Did you mean `{zone}`?", zone=by_fold[each]) for each in near]
    raise InputError(" ".join(told))
