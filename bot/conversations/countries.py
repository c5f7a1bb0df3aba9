"""Countries of public holidays: which one a time zone lies in, and how people type one."""

from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from storage.calendars import countries
from survey.errors import InputError


def of_zone(zone: ZoneInfo) -> str:
    """The country a time zone lies in, where its holidays are known; else an empty text."""
    code = _by_zone().get(zone.key, "")
    return code if code in countries() else ""


def name(code: str) -> str:
    """What to call a country: ``DE-BY`` is Germany (BY)."""
    country, _, region = code.partition("-")
    known = _names().get(country, country)
    return f"{known} ({region})" if region else known


def typed(text: str) -> str:
    """A country as typed: two letters, with a region where it has them; ``none`` is no holidays at all.

    Raises:
        InputError: there are no holidays known for that.
    """
    wanted = text.strip()
    if wanted.lower() in {"none", "-"}:
        return ""
    by_name = {known.casefold(): code for code, known in _names().items()}
    code = by_name.get(wanted.casefold(), wanted.upper())
    country, _, region = code.partition("-")
    regions = countries().get(country)
    if regions is None:
        raise InputError("country: type its two letters, like FI, SE or DE-BY, or `none` for no holidays.")
    if region and region not in regions:
        known = ", ".join(sorted(regions)) or "none"
        raise InputError(f"country: {country} has no region {region}. Its regions: {known}.")
    return code


@lru_cache(maxsize=1)
def _by_zone() -> dict[str, str]:
    return {zone: code.split(",")[0] for code, _, zone, *_ in _table("zone1970.tab")} | {
        zone: code for code, _, zone, *_ in _table("zone.tab")
    }


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {code: country for code, country, *_ in _table("iso3166.tab")}


def _table(file: str) -> list[list[str]]:
    """A table of the time zone database, which is installed with the program."""
    text = (files("tzdata.zoneinfo") / file).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
