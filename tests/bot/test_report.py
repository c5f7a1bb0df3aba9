"""The report: released figures only, the same to everybody who may see them, and every look written down."""

import csv
import io
from collections.abc import Sequence
from itertools import chain, repeat

import pytest
from sqlmodel import col, select

from bot.conversations import figure_words
from bot.conversations.commands.report import table
from sandbox.workspace.company import Person
from storage.database import reading, transaction
from storage.reports import Release
from storage.tables import AuditRow, PersonRow, ReleaseRow
from survey.disclosure.figures import Band, Figure, Mean, Reach, Released, Why, Withheld
from survey.disclosure.record import encode
from survey.verdicts import Change, Verdict
from survey.weeks import Week
from tests.charts.reading import LIMIT
from tests.office import ADMIN, BEN, CLOSED, OTHER, REPORTED, TEAM, Office

MEAN = Released(9, 12, Mean(41, Reach.AT_LEAST), Band(6, 9))
FEW = Withheld(5, 6)


async def released(office: Office, *figures: Figure, verdicts: Sequence[Verdict] = ()) -> None:
    """Let the week close with these figures released, instead of its own."""
    with transaction(office.running.engine) as session:
        asked = office.round()
        for question, figure, verdict in zip(
            asked.questions, figures, chain(verdicts, repeat(None)), strict=False
        ):
            told = encode(figure, verdict=verdict)
            session.add(ReleaseRow(round_id=asked.id, question_id=question.id, figure=told))
        session.flush()
        session.connection().exec_driver_sql("UPDATE round SET state = 'closed'")
    office.clock.move_to(CLOSED)


async def test_what_a_change_was_said_to_be_stands_behind_its_figure(at_work: Office) -> None:
    given = (Verdict(Change.WITHIN, 5, 4, (30, 41)), Verdict(Change.EARLY, 2, 4), Verdict(Change.DOWN, 6, 6))
    await released(at_work, MEAN, Released(8, 9, Mean(31)), Released(8, 9, Mean(22)), verdicts=given)

    told = await at_work.type("report", user=BEN)
    await at_work.type("report csv=yes", user=BEN)

    assert "9 of 12 answered. Within the usual variation." in told
    assert "8 of 9 answered. Too early to say: 2 of 4 measurements." in told
    assert "8 of 9 answered. *Down, and beyond the usual week-to-week variation.*" in told
    content = next(iter(at_work.sandbox.workspace.files.values())).content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert list(rows[0])[-1] == "change"
    assert [row["change"] for row in rows] == ["within", "early", "down"]


def views(office: Office) -> list[tuple[str, int | None, str]]:
    with reading(office.running.engine) as session:
        statement = (
            select(PersonRow.ref, AuditRow.team_id, AuditRow.detail)
            .join(AuditRow, col(AuditRow.actor) == col(PersonRow.id))
            .where(col(AuditRow.act) == "report")
        )
        return list(session.exec(statement.order_by(col(AuditRow.id))))


async def test_everybody_on_the_team_reads_the_same_figures(at_work: Office) -> None:
    await at_work.type("team add lead=<@U3>")
    await released(at_work, MEAN, FEW)

    admin, member, lead = [await at_work.type("report", user=user) for user in (ADMIN, BEN, "U3")]

    assert admin == member == lead
    assert "*Week 48*" in member
    assert "Mean 4.1 or higher on 1–5. At least 6 of 9 favourable. 9 of 12 answered." in member
    assert "Not shown: fewer than 5 answers." in member
    assert member.count(LIMIT) == 1
    assert views(at_work) == [
        (ADMIN, 1, "opened by an admin"),
        (BEN, 1, "opened by a member"),
        ("U3", 1, "opened by a lead"),
    ]


async def test_an_admin_reads_a_team_they_are_not_on(at_work: Office) -> None:
    await released(at_work, MEAN)
    await at_work.sandbox.member(ADMIN).leave(TEAM)

    assert "Mean 4.1 or higher" in await at_work.type("report team=support", channel=OTHER)


async def test_whoever_is_not_on_the_team_reads_nothing_and_leaves_no_row(at_work: Office) -> None:
    await released(at_work, MEAN)
    await at_work.sandbox.hire(Person("U50", "olga", "Olga Out"))

    refused = await at_work.type("report team=support", user="U50", channel=OTHER)

    assert "Only the people of Support, its leads and Pulssi's admins read its report" in refused
    assert views(at_work) == []


async def test_before_anything_is_released_there_is_no_report(at_work: Office) -> None:
    told = await at_work.type("report", user=BEN)

    assert "Support has no closed round with figures yet" in told
    assert views(at_work) == []


async def test_as_a_file_it_comes_into_ones_own_direct_messages(at_work: Office) -> None:
    await released(at_work, MEAN, FEW)

    told = await at_work.type("report csv=yes", user=BEN)

    (upload,) = at_work.posts("files.completeUploadExternal")
    assert "pulssi-report-2026-W48.csv is in your direct messages" in told
    assert upload["channel"] == at_work.card(BEN).channel
    assert views(at_work) == [(BEN, 1, "opened as a file by a member")]
    content = next(iter(at_work.sandbox.workspace.files.values())).content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(row["week"], row["shown"]) for row in rows] == [("2026-W48", "yes"), ("2026-W48", "no")]
    assert (rows[0]["mean"], rows[0]["mean_reach"], rows[0]["favourable_low"]) == ("4.1", "at least", "6")
    assert (rows[1]["why"], rows[1]["answers"], rows[1]["floor"]) == ("few", "", "5")


@pytest.mark.parametrize("method", ["chat.postMessage", "files.getUploadURLExternal"])
async def test_a_file_that_does_not_arrive_is_a_sentence(at_work: Office, method: str) -> None:
    await released(at_work, MEAN)
    at_work.sandbox.faults.fail(method, "internal_error")

    assert "The file could not be put into your direct messages" in await at_work.type("report csv=yes")


async def test_a_slack_that_does_not_answer_is_the_same_sentence(at_work: Office) -> None:
    await released(at_work, MEAN)
    at_work.sandbox.faults.drop("chat.postMessage")

    assert "The file could not be put into your direct messages" in await at_work.type("report csv=yes")


async def test_csv_takes_yes_or_no(at_work: Office) -> None:
    assert "csv: type yes or no." in await at_work.type("report csv=please", user=BEN)


def test_text_that_a_spreadsheet_would_run_is_made_plain() -> None:
    release = Release(Week(2026, 48), "Q1", '=HYPERLINK("https://example.org")', "-theme", (1, 5), FEW)

    (row,) = csv.DictReader(io.StringIO(table("@team", (release,)).decode("utf-8-sig")))

    assert (row["team"], row["text"][:3], row["theme"]) == ("'@team", "'=H", "'-theme")


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (Withheld(8, 9), "Not shown: fewer than 8 answers."),
        (Released(9, 12, Mean(34)), "Mean 3.4 on 1–5. 9 of 12 answered."),
        (Released(6, 12, band=Band(4, 4)), "4 of 6 favourable. 6 of 12 answered."),
        (
            Released(9, 12, band=Band(0, 2), why=Why.MOVED),
            (
                "At most 2 of 9 favourable. 9 of 12 answered. "
                "So few people joined or left since this was last asked that only the favourable share is "
                "shown."
            ),
        ),
        (
            Released(20, 22, Mean(34), counts=(2, 3, 4, 5, 6)),
            "Mean 3.4 on 1–5. 20 of 22 answered. Answers from 1 to 5: 2, 3, 4, 5, 6.",
        ),
    ],
)
def test_a_figure_on_a_scale_reads_as_what_was_released(figure: Figure, said: str) -> None:
    assert figure_words.line(figure, axis=(1, 5)) == said


@pytest.mark.parametrize(
    ("leader", "said"),
    [
        ("*Tools*", "Chosen most often: ∗Tools∗. 9 of 12 answered."),
        ("", "No option stood out. 9 of 12 answered."),
    ],
)
def test_of_a_single_choice_only_the_leading_option_is_told(leader: str, said: str) -> None:
    assert figure_words.line(Released(9, 12, leader=leader), axis=None) == said


async def test_the_report_of_a_week_that_was_really_played_says_what_its_digest_said(at_work: Office) -> None:
    for user, value in zip(("U1", "U2", "U3", "U4", "U5", "U6"), (5, 4, 4, 2, 3, 4), strict=True):
        await at_work.answer(user, value)

    await at_work.at(REPORTED)
    digest = at_work.digests()[-1]["text"]
    told = await at_work.type("report", user=BEN)

    assert "4 of 6 favourable" in told
    assert "4 of 6 favourable" in digest
    assert (
        told.count("Not shown: fewer than 5 answers.")
        == digest.count("Not shown: fewer than 5 answers.")
        == 2
    )
