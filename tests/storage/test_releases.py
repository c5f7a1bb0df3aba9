from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from storage import pulses, questions, releases, rounds, teams
from storage.database import reading, transaction
from storage.writer import AnswerWriter
from survey.disclosure.figures import Figure, Released, Why, Withheld
from survey.ids import ChannelRef, PersonId, RoundId, UserRef
from survey.people import Audience
from survey.questions import Question
from survey.rounds import DEFAULT_SCHEDULE, Invitation, moments
from survey.weeks import Week
from tests.storage.world import HELSINKI, MOOD_Q, TUESDAY, World

MORNING = datetime(2026, 1, 5, 9, tzinfo=UTC)
SPREAD = [1, 2, 2, 3, 4, 5, 3, 4, 5, 2, 4, 4]


def figure(world: World, round_id: RoundId) -> Figure:
    with reading(world.engine) as session:
        return releases.told(session, round_id)[world.questions[0].id].figure


def answer(world: World, writer: AnswerWriter, round_id: RoundId, users: Sequence[UserRef]) -> None:
    for user, value in zip(users, SPREAD, strict=False):
        writer.submit_answer(round_id, user, "Q1", value, at=MORNING, order=1).result()


def play(world: World, writer: AnswerWriter, week: int, users: Sequence[UserRef]) -> Figure:
    """A week of the team in which these people are on it, asked, and answer."""
    with transaction(world.engine) as session:
        teams.set_members(session, world.team, [world.people[user] for user in users])
        opened = open_for(session, world, Week(2026, week), [world.people[user] for user in users])
    world.keys.create(f"key-{week}")
    answer(world, writer, opened, users)
    world.ask_everybody()
    world.close(opened)
    return figure(world, opened)


def open_for(
    session: Session, world: World, week: Week, asked: Sequence[PersonId], *, question: Question | None = None
) -> RoundId:
    opened = rounds.open_(
        session,
        world.pulse,
        week=week,
        moments=moments(DEFAULT_SCHEDULE, week=week, zone=HELSINKI),
        questions=(question or world.questions[0],),
        invitations=[Invitation(person, TUESDAY) for person in asked],
        floor=5,
        key_name=f"key-{week.number}",
    )
    assert opened is not None
    return opened


def overlapping(world: World, users: Sequence[UserRef]) -> RoundId:
    """A round of another team that has some of the same people."""
    with transaction(world.engine) as session:
        audience = Audience(ChannelRef("C9"))
        team = teams.add(session, world.workspace, audience, name="Part", zone=HELSINKI, country="")
        asked = [world.people[user] for user in users]
        teams.set_members(session, team, asked)
        pulse = pulses.ensure(session, team, DEFAULT_SCHEDULE, next_week=Week(2026, 48), floor=5)
        opened = rounds.open_(
            session,
            pulse,
            week=Week(2026, 48),
            moments=moments(DEFAULT_SCHEDULE, week=Week(2026, 48), zone=HELSINKI),
            questions=world.questions[:1],
            invitations=[Invitation(person, TUESDAY) for person in asked],
            floor=5,
            key_name="key-part",
        )
    assert opened is not None
    world.keys.create("key-part")
    return opened


@pytest.mark.parametrize(("size", "shown"), [(9, False), (7, True)])
def test_p7_a_team_whose_rest_would_be_few_stays_in_once_the_whole_is_out(
    world: World, writer: AnswerWriter, size: int, shown: bool
) -> None:
    whole = world.open(asked=1)
    part = overlapping(world, world.users[:size])
    answer(world, writer, whole, world.users)
    answer(world, writer, part, world.users[:size])
    world.ask_everybody()
    world.close(whole)
    world.close(part)

    assert isinstance(figure(world, whole), Released)
    if shown:
        assert isinstance(figure(world, part), Released)
    else:
        assert figure(world, part) == Withheld(5, size, Why.TOGETHER)


def test_p7_who_was_forgotten_since_still_counts_in_the_rest(world: World, writer: AnswerWriter) -> None:
    whole = world.open(asked=1)
    part = overlapping(world, world.users[:8])
    answer(world, writer, whole, world.users)
    answer(world, writer, part, world.users[:8])
    world.ask_everybody()
    world.close(whole)
    world.execute("DELETE FROM delivery WHERE round_id = 1 AND person_id IN (9, 10, 11)")
    world.close(part)

    assert figure(world, part) == Withheld(5, 8, Why.TOGETHER)


def test_p9_where_nobody_knows_any_more_who_was_asked_only_the_band_is_told(
    world: World, writer: AnswerWriter
) -> None:
    first = play(world, writer, 2, world.users)
    world.execute("DELETE FROM delivery WHERE person_id IS NOT NULL")

    later = play(world, writer, 40, world.users)

    assert isinstance(first, Released)
    assert first.mean is not None
    assert isinstance(later, Released)
    assert (later.mean, later.why) == (None, Why.MOVED)


def test_p9_who_comes_or_goes_leaves_the_share_alone_for_a_week(world: World, writer: AnswerWriter) -> None:
    nine, ten = world.users[:9], world.users[:10]

    assert released(play(world, writer, 40, nine)).mean is not None
    joined = released(play(world, writer, 41, ten))
    assert (joined.mean, joined.why) == (None, Why.MOVED)
    assert released(play(world, writer, 42, ten)).mean is not None
    left = released(play(world, writer, 43, nine))
    assert (left.mean, left.why) == (None, Why.MOVED)
    assert released(play(world, writer, 44, nine)).mean is not None


def test_p9_whoever_is_away_for_a_week_neither_came_nor_went(world: World, writer: AnswerWriter) -> None:
    play(world, writer, 40, world.users)
    with transaction(world.engine) as session:
        opened = open_for(session, world, Week(2026, 41), list(world.people.values())[:10])
    world.keys.create("key-41")
    answer(world, writer, opened, world.users[:10])
    world.ask_everybody()
    world.close(opened)

    assert released(figure(world, opened)).mean is not None
    assert released(play(world, writer, 42, world.users)).mean is not None


def test_p9_what_was_withheld_is_nothing_to_compare_with(world: World, writer: AnswerWriter) -> None:
    play(world, writer, 40, world.users[:9])
    few = play(world, writer, 41, world.users[:4])

    assert isinstance(few, Withheld)
    assert released(play(world, writer, 42, world.users[:9])).mean is not None


def test_p9_who_was_forgotten_counts_as_gone(world: World, writer: AnswerWriter) -> None:
    play(world, writer, 40, world.users[:10])
    world.execute("DELETE FROM delivery WHERE person_id = 10")

    again = released(play(world, writer, 41, world.users[:9]))
    assert (again.mean, again.why) == (None, Why.MOVED)


def test_p4_what_was_released_stays_as_it_was(world: World, writer: AnswerWriter) -> None:
    opened = world.open(asked=1)
    answer(world, writer, opened, world.users)
    world.ask_everybody()
    world.close(opened)
    before = figure(world, opened)

    for sql in (
        "UPDATE release SET figure = '{}'",
        "UPDATE tally SET count = count + 1",
        "INSERT INTO tally VALUES (1, 2, 1, 5)",
        "INSERT INTO release VALUES (1, 2, '{}')",
        "UPDATE round SET state = 'open' WHERE id = 1",
    ):
        with pytest.raises(IntegrityError, match=r"never changes|stays as it was|never opened again"):
            world.execute(sql)
    world.close(opened)
    assert figure(world, opened) == before


def test_of_an_unknown_round_nothing_was_released(world: World) -> None:
    with reading(world.engine) as session:
        assert releases.told(session, RoundId(99)) == {}


def released(figure_: Figure) -> Released:
    assert isinstance(figure_, Released)
    return figure_


def anew(session: Session, world: World, how: str) -> Question:
    """The first question, asked on as something the storage counts as another."""
    draft = replace(MOOD_Q, text="How was your week, all in all?") if how == "edited" else MOOD_Q
    if how == "edited":
        return questions.edit(session, world.workspace, draft)
    questions.retire(session, world.workspace, "Q1")
    return questions.add(session, world.workspace, replace(draft, key="Q9"))


@pytest.mark.parametrize("how", ["edited", "added under another key"])
def test_p9_another_version_or_key_of_a_question_is_held_against_the_old_one(
    world: World, writer: AnswerWriter, how: str
) -> None:
    """Else whoever edits a question in the week somebody joins would see what they answered."""
    first = play(world, writer, 10, world.users[:9])
    with transaction(world.engine) as session:
        asked = [world.people[user] for user in world.users[:10]]
        teams.set_members(session, world.team, asked)
        other = anew(session, world, how)
        opened = open_for(session, world, Week(2026, 11), asked, question=other)
    world.keys.create("key-11")
    for user, value in zip(world.users[:10], SPREAD, strict=False):
        writer.submit_answer(opened, user, other.key, value, at=MORNING, order=1).result()
    world.ask_everybody()
    world.close(opened)
    with reading(world.engine) as session:
        second = releases.told(session, opened)[other.id].figure

    assert isinstance(first, Released)
    assert first.mean is not None
    assert isinstance(second, Released)
    assert (second.mean, second.why) == (None, Why.MOVED)


def ask_two(
    world: World, writer: AnswerWriter, week: int, places: Sequence[int], *, keys: str = "Q1 Q2"
) -> Figure:
    """A week that asks these people the anchor, and often one in turn; returns the last one's figure."""
    users, asked = [world.users[place - 1] for place in places], keys.split()
    with transaction(world.engine) as session:
        opened = rounds.open_(
            session,
            world.pulse,
            week=Week(2026, week),
            moments=moments(DEFAULT_SCHEDULE, week=Week(2026, week), zone=HELSINKI),
            questions=world.questions[: len(asked)],
            invitations=[Invitation(world.people[user], TUESDAY) for user in users],
            floor=5,
            key_name=f"key-{week}",
        )
    assert opened is not None
    world.keys.create(f"key-{week}")
    for user, value in zip(users, SPREAD, strict=False):
        for key in asked:
            writer.submit_answer(opened, user, key, value, at=MORNING, order=1).result()
    world.ask_everybody()
    world.close(opened)
    with reading(world.engine) as session:
        told = releases.told(session, opened)
    return told[world.questions[len(asked) - 1].id].figure


def on_the_team(world: World, places: Sequence[int]) -> None:
    with transaction(world.engine) as session:
        people = [world.people[world.users[place - 1]] for place in places]
        teams.set_members(session, world.team, people)


TEN, NINE = range(1, 11), range(1, 10)


def test_p9_away_when_a_question_was_asked_last_is_not_joining(world: World, writer: AnswerWriter) -> None:
    on_the_team(world, TEN)
    ask_two(world, writer, 40, TEN)
    ask_two(world, writer, 41, NINE)
    ask_two(world, writer, 42, TEN, keys="Q1")

    assert released(ask_two(world, writer, 43, TEN)).why is None


def test_p9_who_came_since_a_question_was_asked_last_has_come_although_asked_others(
    world: World, writer: AnswerWriter
) -> None:
    on_the_team(world, [*TEN, 12])
    ask_two(world, writer, 39, [*NINE, 12])
    ask_two(world, writer, 40, NINE)
    ask_two(world, writer, 41, TEN, keys="Q1")

    assert released(ask_two(world, writer, 42, [*TEN, 12])).why is Why.MOVED


def test_p9_returning_people_hide_nobody_who_left(world: World, writer: AnswerWriter) -> None:
    on_the_team(world, range(1, 12))
    ask_two(world, writer, 39, range(1, 13))
    ask_two(world, writer, 40, [1, 2, 3, 4, 5, 12])
    ask_two(world, writer, 41, range(1, 12), keys="Q1")

    assert released(ask_two(world, writer, 42, range(1, 12))).why is Why.MOVED
