"""Logs cannot carry an answer, whoever logs it."""

import json
import logging

import pytest
import structlog

from app import logs


def test_only_harmless_fields_get_through(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(as_json=True)

    structlog.get_logger("x").warning(
        "card not updated", reason="TimeoutError", user="U1", value=4, body="canary"
    )

    line = json.loads(capsys.readouterr().err)
    assert line["reason"] == "TimeoutError"
    assert set(line) <= logs.ALLOWED
    assert "canary" not in str(line)


def test_libraries_say_where_it_hurts_and_none_of_their_words(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(as_json=False)

    problem = ValueError("canary")
    logging.getLogger("slack_bolt.AsyncApp").error("Unhandled: %s", {"value": "canary"}, exc_info=problem)
    logging.getLogger("slack_sdk").error("canary")

    said = capsys.readouterr().err
    assert "error in slack_bolt.AsyncApp" in said
    assert "ValueError" in said
    assert "canary" not in said


def test_nothing_under_the_level_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(as_json=False, level="error")

    structlog.get_logger("x").warning("card not updated")

    assert capsys.readouterr().err == ""
