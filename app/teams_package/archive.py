"""The zip: the same settings give the same bytes."""

import json
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from app.teams_package import icons
from app.teams_package.manifest import (
    COLOUR_FILE,
    OUTLINE_FILE,
    App,
    manifest,
    translated,
    translation,
)

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_ON_UNIX, _READABLE = 3, 0o644 << 16


def pack(app: App) -> bytes:
    """The package of an installation, uncompressed, which leaves nothing to a compressor's version."""
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        for name, content in _files(app):
            entry = ZipInfo(name, date_time=_EARLIEST)
            entry.create_system, entry.external_attr = _ON_UNIX, _READABLE
            archive.writestr(entry, content)
    return written.getvalue()


def _files(app: App) -> Iterator[tuple[str, bytes]]:
    yield "manifest.json", _json(manifest(app))
    yield COLOUR_FILE, icons.colour()
    yield OUTLINE_FILE, icons.outline()
    for language, file in translated():
        yield file, _json(translation(app, language))


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
