"""Whatever is typed, filled in or pasted: no exception, nothing halfway, no markup that acts."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversations.messages import FormProblem, Message
from storage.bank.file import write
from storage.database import transaction
from survey.bank.items import Bank
from tests.bot.fuzzing import NASTY, PIECES, Watch, commands, forms, marked_up
from tests.office import MONDAY, Office, office
from tests.storage.bank.banks import SMALL, banks

STATE = settings(deadline=None)

# Whether anything changed is told by comparing whole files.
pytestmark = pytest.mark.on_a_file


@pytest.fixture
def watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """A team at work with a goal and a question of its own."""
    with asyncio.Runner() as runner:
        opened = office(tmp_path)
        at_work = runner.run(opened.__aenter__())
        try:
            watching = Watch(at_work, runner)
            watching.run(begin(watching, monkeypatch))
            yield watching
        finally:
            runner.run(opened.__aexit__(None, None, None))


async def begin(watch: Watch, patch: pytest.MonkeyPatch) -> None:
    await watch.office.set_up()
    await watch.office.type('question add "Who helped you this week?" theme=Help fi="Kuka auttoi sinua?"')
    await watch.office.type('goal add "Answer customers the same day"')
    await watch.begin(patch)


def test_whatever_is_typed_is_answered(watch: Watch) -> None:
    @settings(STATE, max_examples=400)
    @given(text=st.one_of(commands(), commands(), commands(), st.text(max_size=200), PIECES))
    def typed(text: str) -> None:
        watch.run(watch.type(text))

    typed()

    assert watch.counts["refused"] > 20
    assert watch.counts["done"] > 5


def test_whatever_is_filled_into_a_form_is_answered(watch: Watch) -> None:
    @settings(STATE, max_examples=400)
    @given(form=forms())
    def filled(form: tuple[str, str, dict[str, str]]) -> None:
        watch.run(watch.submit(*form))

    filled()

    assert watch.counts["refused"] > 20
    assert watch.counts["done"] > 5


@st.composite
def pasted(draw: st.DrawFn) -> str:
    """A bank with lines taken out, doubled, or replaced by anything."""
    whole = draw(st.one_of(st.just(SMALL), banks().map(write)))
    lines = whole.split("\n")
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        key, mark, _ = lines[at].partition(":")
        piece = draw(PIECES)
        worse = draw(st.sampled_from((piece, f"{key}{mark} {piece}")))
        lines[at : at + 1] = draw(st.sampled_from(([worse], [], [lines[at], lines[at]], [lines[at], worse])))
    return "\n".join(lines)


def test_whatever_is_pasted_as_a_bank_is_taken_whole_or_not_at_all(watch: Watch) -> None:
    @settings(STATE, max_examples=200)
    @given(text=st.one_of(pasted(), pasted(), st.text(max_size=300)))
    def bank(text: str) -> None:
        answer = watch.run(watch.submit("bank import", "", {"yaml": text}))
        assert not isinstance(answer, FormProblem) or answer.field == "yaml"

    bank()

    assert watch.counts["refused"] > 20
    assert watch.counts["changed"] > 1


def test_any_bank_is_taken_over(watch: Watch) -> None:
    @settings(STATE, max_examples=50)
    @given(bank=banks())
    def taken(bank: Bank) -> None:
        answer = watch.run(watch.submit("bank import", "", {"yaml": write(bank)}))
        assert isinstance(answer, Message)

    taken()

    assert watch.counts["refused"] == 0


@pytest.mark.parametrize("user", ["U2", "U99"])
def test_nothing_that_a_member_or_a_stranger_types_changes_what_admins_set(watch: Watch, user: str) -> None:
    @settings(STATE, max_examples=100)
    @given(text=commands())
    def typed(text: str) -> None:
        watch.run(watch.type(text, user))

    typed()

    assert watch.counts["ruled"] == 0


async def test_what_questions_and_goals_say_never_acts_wherever_it_is_shown(first_day: Office) -> None:
    await first_day.set_up()
    with transaction(first_day.running.engine) as session:
        session.connection().exec_driver_sql("UPDATE question SET retired = true")
    evil = [piece for piece in NASTY if '"' not in piece and len(piece) < 60]
    added = 0
    for number, piece in enumerate(evil):
        text = f"{number} {piece} and <!channel> *now*"
        values = f'theme="<!here> {piece}" options="<!channel>{piece}, <https://evil.example|x>" anchor=yes'
        added += "is added" in await first_day.type(f'question add "{text}" {values}')
        await first_day.type(f'goal add "<!everyone> {piece}"')
    first_day.record.clear()
    await first_day.at(MONDAY.replace(day=30))
    await first_day.type("ask now")
    await first_day.running.timetable.run_all()
    shown = [
        await first_day.type(text) for text in ("question list", "goal list", "question show Q1", "bank")
    ]
    posted = first_day.record

    assert added > 20
    assert len([entry for entry in posted if entry["method"] == "chat.postMessage"]) >= 6
    assert "&lt;!channel&gt;" in str([entry.get("blocks") for entry in posted])
    for entry in posted:
        for text in [str(entry.get("text", "")), *marked_up(entry.get("blocks") or [])]:
            assert "<!" not in text
            assert "<http" not in text
    assert not any("<!" in text or "<http" in text for text in shown)
    assert "&lt;!channel&gt;" in shown[0]
