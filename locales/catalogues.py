"""The catalogues: one ``.po`` file a language, read when that language is first spoken.

English is the language of the code and needs no file. A new language is one more file in this folder,
named by its ISO 639-1 code (CONTRIBUTING.md tells how it is made).
"""

import gettext
from functools import cache
from importlib import resources
from io import BytesIO

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "en"
_SUFFIX = ".po"


@cache
def languages() -> tuple[str, ...]:
    """The languages there are catalogues for, English first."""
    files = [entry.name for entry in resources.files("locales").iterdir()]
    return (SOURCE, *sorted(name.removesuffix(_SUFFIX) for name in files if name.endswith(_SUFFIX)))


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The sentences of a language; English speaks for a language that has no catalogue."""
    if language == SOURCE or language not in languages():
        return gettext.NullTranslations()
    source = resources.files("locales").joinpath(f"{language}{_SUFFIX}").read_bytes()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), locale=language, abort_invalid=True))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def nearest(wanted: str | None) -> str | None:
    """The language among ours that a platform's locale names, like ``fi-FI``; None where there is none."""
    code = (wanted or "").replace("_", "-").partition("-")[0].lower()
    return code if code in languages() else None


def own_name(language: str) -> str:
    """How a language calls itself, like ``suomi``."""
    return (Locale.parse(language).get_display_name() or language).capitalize()
