"""Faults ordered over HTTP: ``POST /sandbox/faults`` with a kind and its arguments."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.roads.faults import Faults


async def _order(faults: Faults, given: dict[str, Any]) -> None:
    kind = given.pop("kind", "")
    waits: dict[str, Callable[..., Awaitable[None]]] = {
        "drop_sockets": faults.drop_sockets,
        "disconnect": faults.disconnect,
    }
    plain: dict[str, Callable[..., None]] = {
        "rate_limit": faults.rate_limit,
        "server_error": faults.server_error,
        "fail": faults.fail,
        "slow": faults.slow,
        "time_out": faults.time_out,
        "drop": faults.drop,
        "refuse_connections": faults.refuse_connections,
        "repeat_next_envelope": faults.repeat_next_envelope,
        "hold_next_envelope": faults.hold_next_envelope,
        "silence_sockets": faults.silence_sockets,
        "revoke": faults.revoke,
        "restore": faults.restore,
        "clear": faults.clear,
    }
    if kind in waits:
        await waits[kind](**given)
    elif kind in plain:
        plain[kind](**given)
    else:
        raise ValueError(f"Unknown kind {kind!r}; there is {', '.join(sorted({*waits, *plain}))}.")


def fault_route(faults: Faults) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            await _order(faults, dict(json.loads(await request.body())))
        except (KeyError, TypeError, ValueError) as mistake:
            return JSONResponse({"error": str(mistake)}, 400)
        return JSONResponse({"ok": True, "pending": [asdict(fault) for fault in faults.pending()]})

    return Route("/sandbox/faults", endpoint, methods=["POST"])
