"""The web page of a sandbox: one document, the modules every platform shares, and those of one platform."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

SHARED: Final = Path(__file__).parent / "static"
ENTRY: Final = "app.js"

# Pictures may come from anywhere a bot points to; everything else is ours, and no script is written inline.
POLICY: Final = (
    "default-src 'self'; img-src 'self' http: https: data:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
)
_IMPORTED = re.compile(r'^import (?:[^"]* from )?"(/static/[\w/.]+|\./[\w.]+)";$', re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """The page of a platform, whose own files are asked for under ``/static/<name>/``."""

    name: str
    folder: Path

    def routes(self) -> list[Route | Mount]:
        """What a server adds to show the page at its root."""
        return [
            Route("/", self._index),
            Mount(f"/static/{self.name}", StaticFiles(directory=self.folder)),
            Mount("/static", StaticFiles(directory=SHARED)),
        ]

    @cached_property
    def modules(self) -> list[str]:
        """The addresses of every module the page imports, its own entry first."""
        found: list[str] = []
        waiting = [f"/static/{self.name}/{ENTRY}"]
        while waiting:
            address = waiting.pop()
            if address not in found:
                found.append(address)
                waiting += self._imports(address)
        return found

    def _imports(self, address: str) -> Iterator[str]:
        own = f"/static/{self.name}/"
        at_home = address.startswith(own)
        path = self.folder / address.removeprefix(own) if at_home else SHARED / Path(address).name
        for named in _IMPORTED.findall(path.read_text(encoding="utf-8")):
            yield f"{Path(address).parent}/{named[2:]}" if named.startswith("./") else named

    @cached_property
    def _page(self) -> str:
        """The document with what belongs to the platform in its head."""
        own = f"/static/{self.name}"
        styles = "".join(
            f'<link rel="stylesheet" href="{own}/{path.name}">' for path in sorted(self.folder.glob("*.css"))
        )
        head = f'{styles}<script type="module" src="{own}/{ENTRY}"></script>'
        return (SHARED / "index.html").read_text(encoding="utf-8").replace("<!-- platform -->", head)

    async def _index(self, request: Request) -> HTMLResponse:  # noqa: ARG002 - the signature is Starlette's
        return HTMLResponse(self._page, headers=self._headers)

    @cached_property
    def _headers(self) -> dict[str, str]:
        # All modules are asked for at once, not one level of imports after the other.
        preloaded = ", ".join(f"<{address}>; rel=modulepreload" for address in self.modules)
        return {
            "Content-Security-Policy": POLICY,
            "Cache-Control": "no-cache",
            "Link": preloaded,
            "X-Content-Type-Options": "nosniff",
        }
