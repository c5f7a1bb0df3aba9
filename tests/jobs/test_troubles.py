"""What a tired operator or a failing disk does to a week: nothing is lost in silence, nothing half done."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from app.clock import unhurried
from app.settings import SettingsError
from app.wiring import service
from storage import closing
from storage.keys import KeyFolder
from survey.digests import Digest, Picture
from survey.rounds import RoundState
from tests.office import ADMIN, ASKED, CLOSED, REPORTED, Office, office, settings_for, texts

DIGEST = "chat.postMessage"
A_WHILE = timedelta(minutes=6)


async def test_a_key_that_cannot_be_destroyed_at_closing_is_destroyed_at_a_later_look(
    workplace: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await workplace.at(ASKED)
    with monkeypatch.context() as stuck:

        def refuse(*_: object) -> None:
            raise PermissionError

        stuck.setattr(KeyFolder, "destroy", refuse)
        await workplace.at(CLOSED)
        left = workplace.running.keys.names()
    await workplace.at(CLOSED + timedelta(minutes=1))

    assert len(left) == 1
    assert workplace.running.keys.names() == ()
    assert workplace.round().state is RoundState.CLOSED


async def test_a_round_that_cannot_be_closed_now_is_closed_later(
    workplace: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await workplace.at(ASKED)
    with monkeypatch.context() as full:

        def refuse(*_: object, **__: object) -> None:
            raise OperationalError("INSERT", {}, OSError("disk full"))

        full.setattr(closing, "close", refuse)
        await workplace.at(CLOSED)
        before = workplace.round().state
    await workplace.at(CLOSED + timedelta(minutes=1))

    assert before is RoundState.OPEN
    assert workplace.round().state is RoundState.CLOSED


async def test_a_round_whose_key_cannot_be_written_is_opened_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office(tmp_path) as open_office:
        with monkeypatch.context() as full:

            def refuse(*_: object) -> None:
                raise OSError("disk full")

            full.setattr(KeyFolder, "create", refuse)
            await open_office.set_up()
            nothing = await open_office.type("status")
        await open_office.at(ASKED)

        assert "first round week 48" in nothing
        assert len(open_office.posts("chat.postMessage")) == 6


async def test_a_key_folder_deleted_by_mistake_is_made_again(workplace: Office, tmp_path: Path) -> None:
    await workplace.at(ASKED)
    for file in (tmp_path / "keys").iterdir():
        file.unlink()
    (tmp_path / "keys").rmdir()
    await workplace.at(CLOSED)

    await workplace.at(ASKED + timedelta(weeks=1))

    assert workplace.round().state is RoundState.OPEN
    assert len(workplace.running.keys.names()) == 1


async def test_a_digest_that_slack_refused_can_be_posted_when_that_is_mended(workplace: Office) -> None:
    workplace.sandbox.faults.fail(DIGEST, "not_in_channel")
    await workplace.at(REPORTED)
    status = await workplace.type("status")
    again = await workplace.type("digest now")
    await workplace.at(REPORTED + A_WHILE)

    assert "the digest failed" in status
    assert "is on its way" in again
    assert len(workplace.digests()) == 1


async def test_a_digest_in_doubt_is_posted_again_only_when_somebody_has_looked(workplace: Office) -> None:
    workplace.sandbox.faults.drop(DIGEST, kept=False)
    await workplace.at(REPORTED)
    told = await workplace.type("digest now")
    await workplace.at(REPORTED + A_WHILE)
    before = len(workplace.digests())
    meant = await workplace.type("digest now anyway")
    await workplace.at(REPORTED + 2 * A_WHILE)

    assert "did not confirm the digest" in told
    assert before == 0
    assert "is on its way" in meant
    assert len(workplace.digests()) == 1


@pytest.mark.parametrize("reason", ["missing_scope", "file_uploads_disabled", "storage_limit_reached"])
async def test_where_no_picture_can_be_uploaded_the_words_go_alone(workplace: Office, reason: str) -> None:
    workplace.sandbox.faults.fail("files.getUploadURLExternal", reason)
    await workplace.at(REPORTED)

    (posted,) = workplace.digests()
    assert "took part" in str(posted["text"])
    assert "slack_file" not in str(posted["blocks"])


@pytest.mark.parametrize("step", ["files.getUploadURLExternal", "upload"])
async def test_an_upload_that_fails_before_anything_is_posted_is_tried_again(
    workplace: Office, step: str
) -> None:
    workplace.sandbox.faults.server_error(step)
    await workplace.at(REPORTED)
    before = len(workplace.digests())
    await workplace.at(REPORTED + A_WHILE)

    assert before == 0
    assert len(workplace.digests()) == 1


async def test_a_picture_that_cannot_be_drawn_is_tried_again(
    workplace: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def draw(self, _: Digest) -> Picture:
            raise MemoryError

    with monkeypatch.context() as once:
        once.setattr("app.drawing._picture", Broken)
        await workplace.at(REPORTED)
        before = len(workplace.digests())
    await workplace.at(REPORTED + A_WHILE)

    assert before == 0
    assert len(workplace.digests()) == 1


async def test_a_raised_floor_counts_for_teams_that_are_there_already(tmp_path: Path) -> None:
    async with office(tmp_path) as open_office:
        await open_office.set_up()
        sandbox, clock = open_office.sandbox, open_office.clock
        await open_office.at(CLOSED)
    await sandbox.start()
    try:
        strict = settings_for(sandbox, tmp_path, pulssi_floor=9)
        async with service(strict, clock=clock, pace=unhurried(clock)) as running:
            clock.move_to(ASKED + timedelta(weeks=1))
            await running.timetable.run("plan")
            again = Office(sandbox, running, clock, strict, "")
            assert again.round().floor == 9
    finally:
        await sandbox.stop()


@pytest.mark.on_a_file
async def test_a_start_beside_keys_without_their_database_is_refused(tmp_path: Path) -> None:
    async with office(tmp_path) as open_office:
        await open_office.asked()
        settings, clock = open_office.settings, open_office.clock
    (tmp_path / "pulssi.db").rename(tmp_path / "elsewhere.db")

    with pytest.raises(SettingsError, match="is missing, but keys of open rounds are in"):
        async with service(settings, clock=clock):
            pass

    assert len(list((tmp_path / "keys").glob("*.round"))) == 1


@pytest.mark.on_a_file
async def test_an_answer_is_neither_acknowledged_nor_thanked_for_when_the_database_is_gone(
    workplace: Office, tmp_path: Path
) -> None:
    await workplace.at(ASKED)
    (tmp_path / "pulssi.db").rename(tmp_path / "gone.db")

    outcome = await workplace.tap(ADMIN, "answer:4")

    newest = workplace.member().inbox()[0]
    (tmp_path / "gone.db").rename(tmp_path / "pulssi.db")
    assert not outcome.ok
    assert "could not be saved" in newest.text
    assert any("Question 1 of 3" in text for text in texts(workplace.card()))
    assert workplace.count() == (0, 0, 0)
