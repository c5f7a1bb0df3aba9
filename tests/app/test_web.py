"""The HTTP side, as far as it is not Slack's."""

import socket

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from app.settings import SettingsError
from app.web import serving


async def test_an_address_that_is_taken_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsError, match=r"PULSSI_PORT: 127.0.0.1:[0-9]+ cannot be listened on"):
            async with serving(Starlette(), host="127.0.0.1", port=taken.getsockname()[1]):
                pass


async def test_a_free_port_is_found_and_given_back() -> None:
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))])

    async with (
        serving(app, host="127.0.0.1", port=0) as port,
        aiohttp.request("GET", f"http://127.0.0.1:{port}/") as answer,
    ):
        assert await answer.text() == "here"

    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))
