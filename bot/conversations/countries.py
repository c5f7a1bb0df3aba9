"""Countries of public holidays: which one a time zone lies in, and how people type one."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel import Locale

from bot.conversations.messages import quoted
from locales.catalogues import languages
from locales.speech import language, say
from storage.calendars import countries
from survey.errors import InputError


def of_zone(zone: ZoneInfo) -> str:
    """The country a time zone lies in, where its holidays are known; else an empty text."""
    code = _by_zone().get(zone.key, "")
    return code if code in countries() else ""


def name(code: str) -> str:
    """What to call a country: ``DE-BY`` is Germany (BY)."""
    country, _, region = code.partition("-")
    known = _names(language()).get(country, country)
    return f"{known} ({region})" if region else known


def typed(text: str) -> str:
    """A country as typed: two letters, with a region where it has them; ``none`` is no holidays at all.

    Raises:
        InputError: there are no holidays known for that.
    """
    wanted = text.strip()
    if wanted.lower() in {"none", "-"}:
        return ""
    code = _by_name().get(wanted.casefold(), wanted.upper())
    country, _, region = code.partition("-")
    regions = countries().get(country)
    if regions is None:
        raise InputError(
            say("country: type its two letters, like FI, SE or DE-BY, or `none` for no holidays.")
        )
    if region and region not in regions:
        raise InputError(_no_region(country, quoted(region), regions))
    return code


def _no_region(country: str, region: str, regions: Iterable[str]) -> str:
    known = ", ".join(sorted(regions))
    if not known:
        return say("country: {country} has no regions here. Type {country} alone.", country=country)
    return say(
        "country: {country} has no region {region}. Its regions: {regions}.",
        country=country,
        region=region,
        regions=known,
    )


@lru_cache(maxsize=1)
def _by_zone() -> dict[str, str]:
    return {zone: code.split(",")[0] for code, _, zone, *_ in _table("zone1970.tab")} | {
        zone: code for code, _, zone, *_ in _table("zone.tab")
    }


@cache
def _names(spoken: str) -> Mapping[str, str]:
    """What a language calls the countries, by their two letters."""
    territories = Locale.parse(spoken).territories
    return {code: territories[code] for code in countries() if code in territories}


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, str]:
    """The countries by what they are called in any of our languages, and in the time zone database."""
    named = [(country, code) for code, country, *_ in _table("iso3166.tab")]
    named += [(country, code) for spoken in languages() for code, country in _names(spoken).items()]
    return {country.casefold(): code for country, code in named}


def _table(file: str) -> list[list[str]]:
    """A table of the time zone database, which is installed with the program."""
    text = (files("tzdata.zoneinfo") / file).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
