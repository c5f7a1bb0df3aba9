"""Pictures that Teams' clients fetch: not to be guessed, not for ever, and small where they travel along."""

import base64
from datetime import UTC, datetime
from io import BytesIO

import numpy as np
from PIL import Image

from app.clock import VirtualClock
from app.pictures import LASTS, Pictures
from app.teams import inline
from survey.digests import Picture

START = datetime(2026, 11, 27, tzinfo=UTC)


def noise(width: int = 1200, height: int = 900) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 255, (height // 6, width // 6, 3), dtype=np.uint8)
    file = BytesIO()
    Image.fromarray(pixels).resize((width, height), Image.Resampling.BICUBIC).save(file, "png")
    return file.getvalue()


def test_a_picture_is_fetched_under_a_name_nobody_guesses_until_its_time_is_over() -> None:
    clock = VirtualClock(START)
    pictures = Pictures("https://pulssi.example.org/", clock=clock)
    one, two = (pictures.host(Picture(png, "")) for png in (b"one", b"two"))

    assert one.startswith("https://pulssi.example.org/pictures/")
    name = one.removesuffix(".png").rpartition("/")[2]
    assert len(name) >= 32
    assert one != two
    assert pictures.fetch(name) == b"one"
    assert pictures.fetch("guess") is None
    clock.move_to(START + LASTS)
    assert pictures.fetch(name) is None


def test_only_the_newest_are_kept() -> None:
    pictures = Pictures("https://pulssi.example.org", clock=VirtualClock(START))
    first, *_ = [pictures.host(Picture(b"%d" % number, "")) for number in range(300)]

    assert pictures.fetch(first.removesuffix(".png").rpartition("/")[2]) is None


def test_what_travels_in_the_card_is_small_enough_for_phones() -> None:
    address = inline(Picture(noise(), ""))
    kept = inline(Picture(b"small", ""))

    assert kept == f"data:image/png;base64,{base64.b64encode(b'small').decode()}"
    assert address.startswith("data:image/png;base64,")
    with Image.open(BytesIO(base64.b64decode(address.partition(",")[2]))) as picture:
        assert 600 <= picture.width < 1200
