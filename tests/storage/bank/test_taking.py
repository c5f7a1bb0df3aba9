"""A bank out of a workspace and into one: what comes back is what was there."""

import pytest
from hypothesis import HealthCheck, given, settings
from sqlmodel import Session, delete

from storage import goals, questions, workspaces
from storage.bank.file import read, write
from storage.bank.shipped import shipped
from storage.bank.taking import Outcome, Taken, take
from storage.database import reading, transaction
from storage.tables import QuestionRow
from survey.bank.collection import collected
from survey.bank.drafts import draft, goal_drafts
from survey.bank.items import Bank, Part
from survey.errors import InputError
from survey.ids import WorkspaceId
from survey.questions import Question, QuestionDraft, Role, Wording
from survey.scales import AGREE, MOOD, choice
from tests.storage.bank.banks import SMALL, STARTERS, banks
from tests.storage.world import HELSINKI, MONDAY, World

HELPED = {"fi": Wording("Kuka auttoi sinua?"), "en": Wording("Who helped you?", theme="Help")}
WHERE = {
    "en": Wording("Where?"),
    "fi": Wording("Missä?"),
    "sv": Wording("Var?", options=("Kontoret", "Hemma")),
}
OWN = (
    QuestionDraft("Q4", "Kuka auttoi sinua?", AGREE, theme="Apu & tuki", wordings=HELPED),
    QuestionDraft("Q5", "Was it fun?", MOOD, theme="Über – !", role=Role.MARKER),
    QuestionDraft("Q6", "Where?", choice(("Office, or near", "Home")), wordings=WHERE),
    QuestionDraft("Q7", "Anything?", AGREE, theme="Über – !", reverse=True, sensitive=True, role=Role.ANCHOR),
    QuestionDraft("Q8", "And 42?", AGREE, theme="42", wordings={"fi": Wording("Muuta")}),
    QuestionDraft("Q9", "And 43?", AGREE, theme="…"),
    QuestionDraft("Q10", "And 44?", AGREE, theme="Über – ?"),
)


@pytest.fixture
def elsewhere(world: World) -> WorkspaceId:
    with transaction(world.engine) as session:
        return workspaces.ensure(session, ref="T2", name="Other", zone=HELSINKI, at=MONDAY)


def fill(session: Session, workspace: WorkspaceId) -> None:
    for each in (*STARTERS, *OWN, draft(shipped().items[1], shipped())):
        questions.add(session, workspace, each)
    questions.add(session, workspace, draft(next(iter(shipped().of_part(Part.BASELINE))), shipped()))


def exported(session: Session, workspace: WorkspaceId) -> Bank:
    bank = collected(questions.of_workspace(session, workspace), shipped(), language="en")
    found = read(write(bank).encode())
    assert found == bank
    return bank


def read_by(question: Question, language: str) -> tuple[object, ...]:
    spoken = question.spoken(language)
    return (
        *(spoken.key, spoken.text, spoken.theme, spoken.scale.labels, spoken.role),
        *(spoken.reverse, spoken.sensitive, spoken.retired),
    )


def test_what_is_exported_and_brought_back_is_all_the_same(world: World) -> None:
    with transaction(world.engine) as session:
        fill(session, world.workspace)
        before = questions.of_workspace(session, world.workspace)
        bank = exported(session, world.workspace)
        taken = take(session, world.workspace, bank)

        assert taken == Taken(((Outcome.SAME, len(before)),))
        assert not taken.changed
        assert questions.of_workspace(session, world.workspace) == before


def test_another_workspace_asks_the_same_of_everybody(world: World, elsewhere: WorkspaceId) -> None:
    with transaction(world.engine) as session:
        fill(session, world.workspace)
        taken = take(session, elsewhere, exported(session, world.workspace))
        here, there = (questions.of_workspace(session, each) for each in (world.workspace, elsewhere))

    assert taken.of(Outcome.ADDED) == len(there) == len(here)
    assert taken.changed
    for language in ("en", "fi", "sv", "de"):
        assert [read_by(each, language) for each in there] == [read_by(each, language) for each in here]


def test_words_in_a_language_that_nobody_named_are_kept(world: World) -> None:
    words = {"en": Wording("More words"), "fi": Wording("Sanoja")}
    with transaction(world.engine) as session:
        questions.add(session, world.workspace, QuestionDraft("Q4", "Mots?", AGREE, wordings=words))
        take(session, world.workspace, exported(session, world.workspace))
        kept = questions.find(session, world.workspace, "Q4")

    assert kept is not None
    assert (kept.text, kept.version) == ("Mots?", 1)
    assert [kept.spoken(language).text for language in ("fi", "sv")] == ["Sanoja", "More words"]


def test_questions_about_goals_stay_at_home(world: World) -> None:
    with transaction(world.engine) as session:
        goal = goals.add(session, world.workspace, "Answer the same day")
        for each in goal_drafts(shipped(), goal):
            questions.add(session, world.workspace, each)
        own = QuestionDraft("Q4", "Do we?", AGREE, goal=goal.id, role=Role.GOAL, theme=goal.words)
        questions.add(session, world.workspace, own)
        bank = exported(session, world.workspace)
        taken = take(session, world.workspace, bank)
        kept = questions.find(session, world.workspace, "Q4")

    assert "Q4" in {item.id for item in bank.items}
    assert not any(item.id.startswith("GOAL") for item in bank.items)
    assert not taken.changed
    assert kept is not None
    assert (kept.goal, kept.theme) == (goal.id, goal.words)


def small(*changes: tuple[str, str]) -> Bank:
    text = SMALL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    bank = read(text.encode())
    assert isinstance(bank, Bank)
    return bank


@pytest.fixture
def workspace(world: World) -> WorkspaceId:
    with transaction(world.engine) as session:
        assert take(session, world.workspace, small()).counts == ((Outcome.ADDED, 2), (Outcome.TEMPLATE, 1))
    return world.workspace


@pytest.mark.parametrize(
    ("change", "outcome", "version"),
    [
        (("en: I know where", "en: I think I know where"), Outcome.VERSIONED, 2),
        (("fi: Tiedän", "fi: Minä tiedän"), Outcome.REWORDED, 1),
        (("en: Strategy", "en: Our strategy"), Outcome.REWORDED, 1),
        (("    fi: Tiedän, minne olemme menossa.\n", ""), Outcome.REWORDED, 1),
        (("scale: agree5\n  text:", "scale: freq5\n  text:"), Outcome.VERSIONED, 2),
    ],
)
def test_a_changed_item_gets_a_version_only_where_it_asks_otherwise(
    world: World, workspace: WorkspaceId, change: tuple[str, str], outcome: Outcome, version: int
) -> None:
    with transaction(world.engine) as session:
        taken = take(session, workspace, small(change))
        again = take(session, workspace, small(change))
        found = questions.find(session, workspace, "str-01")

    assert taken.of(outcome) >= 1
    assert not again.changed
    assert found is not None
    assert found.version == version


def test_a_choice_written_in_another_language_keeps_its_own_words(world: World) -> None:
    words = {"fi": Wording("Missä?"), "en": Wording("Where?", options=("Office", "Home"))}
    asked = QuestionDraft("Q4", "Missä?", choice(("Toimistolla", "Kotona")), theme="Paikka", wordings=words)
    with transaction(world.engine) as session:
        questions.add(session, world.workspace, asked)
        bank = exported(session, world.workspace)
        taken = take(session, world.workspace, bank)
        kept = questions.find(session, world.workspace, "Q4")

    assert not taken.changed
    assert kept is not None
    assert kept.scale.labels == ("Toimistolla", "Kotona")


def test_what_is_retired_stays_so(world: World, workspace: WorkspaceId) -> None:
    with transaction(world.engine) as session:
        questions.retire(session, workspace, "STR-01")
        taken = take(session, workspace, small(("en: I know where", "en: Where")))

    assert dict(taken.counts) == {Outcome.SAME: 1, Outcome.RETIRED: 1, Outcome.TEMPLATE: 1}


def test_nothing_is_taken_where_one_item_cannot_be(world: World, workspace: WorkspaceId) -> None:
    with reading(world.engine) as session:
        before = questions.of_workspace(session, workspace)

    with (
        pytest.raises(InputError, match="STR-02: Q1 asks exactly that already"),
        transaction(world.engine) as session,
    ):
        take(
            session,
            workspace,
            small(("I know where", "I see where"), ("Work suits me best at", "How was your week?")),
        )

    with reading(world.engine) as session:
        assert questions.of_workspace(session, workspace) == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(bank=banks())
def test_any_bank_is_taken_once_and_comes_back_as_itself(
    world: World, elsewhere: WorkspaceId, bank: Bank
) -> None:
    with transaction(world.engine) as session:
        session.exec(delete(QuestionRow).where(QuestionRow.workspace_id == elsewhere))  # type: ignore[arg-type]
        taken = take(session, elsewhere, bank)
        again = take(session, elsewhere, bank)
        asked = [item for item in bank.items if item.part is not Part.GOAL_TEMPLATE]
        back = take(session, elsewhere, exported(session, elsewhere)) if asked else again
        stored = questions.of_workspace(session, elsewhere)

    assert taken.of(Outcome.ADDED) == len(asked)
    assert again.of(Outcome.SAME) == len(asked)
    assert back.of(Outcome.SAME) == len(asked)
    assert [each.key for each in stored] == [item.id for item in asked]
    assert {each.version for each in stored} <= {1}
