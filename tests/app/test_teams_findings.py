"""What the doctor says about Teams, without a network."""

from pathlib import Path

import pytest

from app.commands import lines
from app.doctor import examine
from app.settings import Settings, load
from app.teams_findings import examine as of_teams

GUID = "01234567-89ab-cdef-0123-456789abcdef"
TEAMS = {"teams_client_id": GUID, "teams_client_secret": "a~Value", "teams_tenant_id": GUID}


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def report(**given: object) -> str:
    return "\n".join(lines(of_teams(load(**TEAMS | given))))


def test_all_is_well_behind_a_reverse_proxy() -> None:
    said = report(pulssi_public_url="https://pulssi.example.org")

    assert "MEND" not in said
    assert "ok    Teams settings: are complete" in said
    assert "has to be handed on to http://127.0.0.1:8080/api/messages" in said
    assert "ok    Pictures in Teams: are offered under https://pulssi.example.org" in said
    assert "ok    Clock: was not compared" in said


def test_half_a_configuration_says_what_is_missing() -> None:
    said = report(teams_client_secret=None)

    assert "MEND  Teams settings: are not complete" in said
    assert "TEAMS_CLIENT_SECRET is not set. It is a secret's Value" in said
    assert "Pictures" not in said


@pytest.mark.parametrize(
    ("host", "open_"),
    [("127.0.0.1", False), ("127.0.0.2", False), ("::1", False), ("10.0.0.7", True), ("web", True)],
)
def test_an_address_that_others_reach_is_said(host: str, open_: bool) -> None:
    assert ("others than the reverse proxy can reach it" in report(pulssi_host=host)) is open_


def test_pictures_travel_inside_or_are_offered_where_teams_can_fetch_them() -> None:
    assert "travel inside the cards" in report()
    assert "MEND  Pictures in Teams: are offered on this machine" in report(
        pulssi_public_url="http://127.0.0.1:8484"
    )


def test_slack_tells_the_time_where_it_is_set_up() -> None:
    assert "Clock" not in report(slack_bot_token="xoxb-1-a", slack_app_token="xapp-1-a")


async def test_the_doctor_looks_at_teams_alone_without_any_network() -> None:
    said = "\n".join(lines(await examine(load(**TEAMS))))

    assert "Teams endpoint" in said
    assert "Slack" not in said
