"""Pictures that Teams' clients fetch: not to be guessed, not for ever, and small where they travel along."""

import base64
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import Engine

from app.clock import VirtualClock
from app.pictures import LASTS, Pictures
from app.teams import inline
from jobs.purge import Purging
from storage import schema
from storage.database import connect, reading
from storage.pictures import Hosted
from survey.deliveries import NotSentError
from survey.digests import Picture

START = datetime(2026, 11, 27, tzinfo=UTC)


def noise(width: int = 1200, height: int = 900) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 255, (height // 6, width // 6, 3), dtype=np.uint8)
    file = BytesIO()
    Image.fromarray(pixels).resize((width, height), Image.Resampling.BICUBIC).save(file, "png")
    return file.getvalue()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path}/pulssi.db"
    schema.upgrade(url)
    engine = connect(url)
    yield engine
    engine.dispose()


def hosting(engine: Engine, clock: VirtualClock) -> Pictures:
    return Pictures("https://pulssi.example.org/", engine, clock=clock, randomness=os.urandom)


def name_in(address: str) -> str:
    return address.removesuffix(".png").rpartition("/")[2]


def test_a_picture_is_fetched_under_a_name_nobody_guesses_until_its_time_is_over(engine: Engine) -> None:
    clock = VirtualClock(START)
    pictures = hosting(engine, clock)
    one, two = (pictures.host(Picture(png, "")) for png in (b"one", b"two"))
    again = hosting(engine, clock).fetch(name_in(one))
    clock.move_to(START + LASTS - timedelta(seconds=1))
    last = pictures.fetch(name_in(two))
    clock.move_to(START + LASTS)

    assert one.startswith("https://pulssi.example.org/pictures/")
    # 32 letters of 64 kinds: 192 bits.
    assert len(name_in(one)) == 32
    assert one != two
    assert (again, last) == (Hosted(b"one", START + LASTS), Hosted(b"two", START + LASTS))
    assert pictures.fetch(name_in(one)) is None


@pytest.mark.parametrize("name", ["", "guess", "A" * 32, "../" * 11, "A" * 31 + "\n", "%" * 32, "Ä" * 32])
def test_a_name_that_was_never_given_out_has_no_picture(engine: Engine, name: str) -> None:
    pictures = hosting(engine, VirtualClock(START))
    pictures.host(Picture(b"one", ""))

    assert pictures.fetch(name) is None


def test_what_cannot_be_kept_is_not_posted(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE picture")

    with pytest.raises(NotSentError, match="picture not kept") as problem:
        hosting(engine, VirtualClock(START)).host(Picture(b"one", ""))
    assert problem.value.retry_after


def test_pictures_go_at_night_once_their_time_is_over(engine: Engine) -> None:
    clock = VirtualClock(START)
    hosting(engine, clock).host(Picture(b"old", ""))
    clock.move_to(START + timedelta(days=1))
    hosting(engine, clock).host(Picture(b"new", ""))
    Purging(engine).purge(at=START + LASTS)

    with reading(engine) as session:
        left = session.connection().exec_driver_sql("SELECT png FROM picture").scalars().all()
    assert left == [b"new"]


def test_what_travels_in_the_card_is_small_enough_for_phones() -> None:
    address = inline(Picture(noise(), ""))
    kept = inline(Picture(b"small", ""))

    assert kept == f"data:image/png;base64,{base64.b64encode(b'small').decode()}"
    assert address.startswith("data:image/png;base64,")
    with Image.open(BytesIO(base64.b64decode(address.partition(",")[2]))) as picture:
        assert 600 <= picture.width < 1200
