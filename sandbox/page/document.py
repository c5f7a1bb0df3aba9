"""The web page of the sandbox: one document and the files it asks for."""

from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

ASSETS: Final = Path(__file__).parent / "static"

# Pictures may come from anywhere a bot points to; everything else is ours, and no script is written inline.
POLICY: Final = (
    "default-src 'self'; img-src 'self' http: https: data:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
)


# All modules are asked for at once, not one level of imports after the other.
MODULES: Final = ", ".join(
    f"</static/{path.name}>; rel=modulepreload" for path in sorted(ASSETS.glob("*.js"))
)

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-cache",
    "Link": MODULES,
    "X-Content-Type-Options": "nosniff",
}


def routes() -> list[Route | Mount]:
    """What a server adds to show the page at its root."""
    return [Route("/", _index), Mount("/static", StaticFiles(directory=ASSETS))]


async def _index(request: Request) -> FileResponse:  # noqa: ARG001 - the signature is Starlette's
    return FileResponse(ASSETS / "index.html", headers=HEADERS)
