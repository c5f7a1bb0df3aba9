"""A real browser for the tests of pages."""

import shutil
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, ViewportSize, async_playwright

ARGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]


def chromium() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    return found or pytest.fail("Browser tests need Chromium: apt-get install chromium")


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def visiting(browser: Browser) -> AsyncIterator[BrowserContext]:
    """Somebody who has been here before and needs no first steps."""
    viewport = ViewportSize(width=1280, height=800)
    context = await browser.new_context(viewport=viewport, reduced_motion="reduce")
    await context.add_init_script("localStorage.setItem('pulssi-sandbox-help-seen', 'yes')")
    context.set_default_timeout(5_000)
    yield context
    await context.close()


@asynccontextmanager
async def watched(visitor: BrowserContext, url: str) -> AsyncIterator[Page]:
    """A page that must not complain, and talk to the machine at this address only."""
    complaints: list[str] = []
    page = await visitor.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    own = (url, "data:image/")
    page.on("request", lambda asked: None if asked.url.startswith(own) else complaints.append(asked.url))
    yield page
    await page.close()

    assert complaints == []


async def tab_to(page: Page, target: Locator) -> None:
    """Reach something as a person without a mouse does."""
    for _ in range(60):
        if await target.evaluate("node => node === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    pytest.fail(f"Tab never reaches {target}")


def png(width: int, height: int) -> bytes:
    """A white picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
