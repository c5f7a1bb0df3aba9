"""Every change of an admin is written down with it, and admins read the log."""

import pytest
from sqlmodel import col, select

from bot.conversations import acts
from bot.conversations.commands.table import COMMANDS
from storage.database import reading, transaction
from storage.tables import AuditRow
from tests.office import ASKED, BEN, CLOSED, MONDAY, Office

BANK = """\
version: 1
themes: {}
items:
- id: OWN-1
  scale: agree5
  text: {en: We learn from mistakes.}
"""
ACTS = (
    ("schedule every=2 questions=2", "schedule", "every=2, questions=2"),
    ('team calendar country=FI quiet="27-30"', "calendar", "country=FI, quiet=27-30"),
    ('holiday add 2026-12-07 "Birthday of Ben"', "calendar", "day off 2026-12-07 added"),
    ("holiday remove 2026-12-07", "calendar", "day off 2026-12-07 removed"),
    ('question add "Did anything surprise you?"', "question", "Q1 added"),
    ('question edit Q1 "What surprised you?" sure', "question", "Q1 edited"),
    ('question edit Q1 fi="Mikä yllätti sinut?"', "question", "Q1 translated"),
    ("question edit Q1 theme=CUS", "question", "Q1 reassigned"),
    ('question edit Q1 theme=none sv="Vad överraskade dig?"', "question", "Q1 translated and reassigned"),
    ("question retire Q1", "question", "Q1 retired"),
    ("question restore Q1", "question", "Q1 asked again"),
    ("bank add CXL-01", "bank", "CXL-01 added"),
    ("question retire CUS-02", "question", "CUS-02 retired"),
    ("bank add CUS-02", "bank", "CUS-02 asked again"),
    (f'bank import yaml="{BANK}"', "bank", "added=1"),
    ("pause team 24.12.", "pause", "paused until 2026-12-24"),
    ("pause team", "pause", "paused"),
    ("resume team", "pause", "resumed"),
    ("team add here", "team", "members read anew, called Support"),
    ("team add lead=<@U2>", "team", "members read anew, called Support, a lead named"),
    ("team lead <@U2>", "lead", "added person "),
    ("team lead remove=<@U2>", "lead", "removed person "),
    ("promise leads=counted", "promise", "leads=counted"),
    ("promise floor=6", "promise", "floor=6"),
    ("promise change floor=7 leads=apart", "promise", "floor=7, leads=apart"),
    ('goal add "Answer customers the same day" theme=CUS', "goal", "goal 1 added"),
    ("goal close 1", "goal", "goal 1 closed"),
    ("plan theme CUS week=49", "plan", "theme CUS 2026-W49"),
    ("plan pin STR-02 week=49", "plan", "pin STR-02 2026-W49"),
    ("plan skip gen-01 week=49", "plan", "skip GEN-01 2026-W49"),
    ("plan swap RES-01 for=RES-02 week=51", "plan", "swap RES-01 RES-02 2026-W51"),
    ("plan reset CUS week=49", "plan", "reset CUS 2026-W49"),
    ("plan change what=pin key=SAF-02 week=51", "plan", "pin SAF-02 2026-W51"),
    ("baseline start week=49", "baseline", "baseline spread from 2026-W49"),
    ("baseline start spread=no week=51", "baseline", "baseline at once from 2026-W51"),
    ("baseline stop", "baseline", "baseline stopped"),
    ("language channel=fi", "language", "channel=fi"),
    ("language workspace=sv", "language", "workspace=sv"),
    ("language workspace=en", "language", "workspace=en"),
    ("ask now", "ask now", "2026-W48"),
    ("digest now anyway", "digest now", "2026-W48"),
    ("talked", "team", "talked about 2026-W48"),
    ("admin add <@U2>", "admin", "added person "),
    ("admin remove <@U2>", "admin", "removed person "),
)
READERS = {
    *("help", "team list", "goal list", "holiday list", "question list", "status", "privacy", "admin list"),
    *("question show", "bank", "bank list", "bank export"),
    *("plan", "preview", "baseline"),
    *(
        "me",
        "me show",
        "me export",
        "me withdraw",
        "me forget",
        "pause",
        "resume",
        "report",
        "results",
        "results choose",
        "audit",
    ),
}
"""What changes nothing for others; who opens a report or the log is written down all the same."""


def log(office: Office) -> list[tuple[str, str]]:
    with reading(office.running.engine) as session:
        rows = session.exec(select(AuditRow).order_by(col(AuditRow.id)))
        return [(row.act, row.detail) for row in rows]


def known(detail: str) -> bool:
    """Whether other languages have words for it."""
    return any(pattern.fullmatch(detail) for pattern, _ in acts.DETAILS)


def test_every_command_either_reads_or_is_written_down() -> None:
    played = {name for name in COMMANDS for typed, *_ in ACTS if f"{typed} ".startswith(f"{name} ")}

    assert played | READERS | {"setup", "setup team", "team add", "team share", "team remove"} == set(
        COMMANDS
    )


async def test_each_act_leaves_one_row_that_says_what_was_done(first_day: Office) -> None:
    await first_day.set_up()
    await first_day.at(MONDAY)
    told = log(first_day)
    for typed, act, detail in ACTS:
        before = len(log(first_day))
        # What the one before set off is over: a week is closed before somebody says that it was talked about.
        await first_day.running.timetable.run_all()
        await first_day.type(typed)
        rows = log(first_day)[before:]
        assert [row[0] for row in rows] == [act], typed
        assert detail in rows[0][1]
        assert "=" in detail or known(rows[0][1])

    assert told == [("set up", ""), ("team", "added as Support")]
    assert not any("U2" in detail or "Ben" in detail for _, detail in log(first_day))


@pytest.mark.parametrize(
    "typed",
    [
        "schedule ask=never",
        "question retire Q99",
        "question edit GEN-01 Why?",
        "question edit STR-01 scale=agree5",
        "question restore STR-01",
        "bank add STR-01",
        "bank import yaml=nothing",
        "holiday remove 2026-12-07",
        "team calendar days=never",
        "admin remove <@U1>",
        "admin add <@U0PULSSI>",
        "schedule",
        "setup",
    ],
)
async def test_what_fails_or_only_reads_leaves_no_row(at_work: Office, typed: str) -> None:
    await at_work.type("team calendar")
    before = log(at_work)

    await at_work.type(typed)

    assert log(at_work) == before


async def test_a_digest_that_is_posted_already_is_not_written_down_again(at_work: Office) -> None:
    await at_work.at(CLOSED)
    with transaction(at_work.running.engine) as session:
        session.connection().exec_driver_sql("UPDATE delivery SET status = 'sent' WHERE kind = 'digest'")
    before = log(at_work)

    assert "posted already" in await at_work.type("digest now")
    assert log(at_work) == before


async def test_nobody_but_admins_changes_anything_or_reads_the_log(at_work: Office) -> None:
    before = log(at_work)

    for typed in ("audit", "admin add <@U2>", "admin remove <@U1>"):
        assert "Only Pulssi admins can do that" in await at_work.type(typed, user=BEN)

    assert log(at_work) == before


async def test_an_admin_reads_the_newest_acts_with_who_and_when(at_work: Office) -> None:
    at_work.clock.move_to(ASKED)
    await at_work.type("admin add <@U2>")
    await at_work.type("schedule every=2", user=BEN)

    shown = await at_work.type("audit", user=BEN)
    again = await at_work.type("audit")

    assert "`4` Tuesday 24 Nov, 10:00 (Helsinki time) · *schedule*: every=2 · " in shown
    assert "· Support · <@U2>" in shown
    assert "*admin*: added <@U2> · <@U1>" in shown
    assert "*set up* · <@U1>" in shown
    assert "The chain of hashes is whole" in shown
    assert "*audit*: shown · <@U2>" in again


async def test_a_log_that_was_changed_is_told_with_its_row(at_work: Office) -> None:
    with transaction(at_work.running.engine) as session:
        session.connection().exec_driver_sql("DROP TRIGGER audit_never_changed")
        session.connection().exec_driver_sql("UPDATE audit SET detail = 'nothing' WHERE id = 2")

    assert "The chain of hashes breaks at row 2." in await at_work.type("audit")


async def test_a_log_longer_than_a_screen_shows_its_newest_twenty(at_work: Office) -> None:
    for _ in range(20):
        await at_work.type("schedule every=2")

    shown = await at_work.type("audit")

    assert shown.count("*schedule*") == 20
    assert "set up" not in shown


async def test_people_who_left_or_were_never_known_are_told_so(at_work: Office) -> None:
    await at_work.type("admin add <@U2>")
    await at_work.type("schedule every=2", user=BEN)
    await at_work.type("admin remove <@U2>")
    await at_work.type("me forget yes", user=BEN)

    shown = await at_work.type("audit")

    assert "U2" not in shown
    assert "*admin*: added somebody who was forgotten since · <@U1>" in shown
    assert "· Support · somebody who was forgotten since" in shown
    assert "*forget* · somebody, of themselves" in shown


async def test_admins_are_added_listed_and_removed_but_the_last(first_day: Office) -> None:
    await first_day.type("setup")

    added = await first_day.type("admin add <@U2|person2>")
    twice = await first_day.type("admin add <@U2>")
    listed = await first_day.type("admin list", user="U3")
    removed = await first_day.type("admin remove <@U1>", user=BEN)
    refused = await first_day.type("schedule every=2")
    last = await first_day.type("admin remove <@U2>", user=BEN)

    assert "<@U2> is an admin of Pulssi now." in added
    assert "is an admin already" in twice
    assert "Admins: <@U1>, <@U2>." in listed
    assert "<@U1> is an admin of Pulssi no more" in removed
    assert "Only Pulssi admins" in refused
    assert "<@U2> is the only admin here. Add another one first" in last
    assert "Admins: <@U2>." in await first_day.type("admin list")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("admin add Ben", "Type the person with an @, like `/pulse admin add @Aino`"),
        ("admin remove Aino", "Type the person with an @, like `/pulse admin remove @Aino`"),
        ("admin remove <@U3>", "<@U3> is no admin. `/pulse admin list` shows them all."),
        ("admin add <@U0PULSSI>", "has to be a full member of this workspace"),
    ],
)
async def test_whoever_cannot_be_an_admin_is_told_why(first_day: Office, typed: str, sentence: str) -> None:
    await first_day.type("setup")

    assert sentence in await first_day.type(typed)


async def test_a_mention_cannot_be_typed_into_a_text(first_day: Office) -> None:
    await first_day.type("setup")

    await first_day.type('question add "Is \x02U2\x03 or <@U2> or <!channel> well?"')
    listed = await first_day.type("question list")

    assert "Is U2 or &lt;@U2&gt; or &lt;!channel&gt; well?" in listed
