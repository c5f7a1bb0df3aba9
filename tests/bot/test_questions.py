"""``/pulse question``: added, shown, edited, retired, brought back and listed, typed and in forms."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.people.members import Outcome
from storage import questions, workspaces
from storage.database import reading, transaction
from survey.questions import Question, QuestionDraft, Role, Wording
from survey.scales import AGREE
from tests.office import ADMIN, BEN, TEAM, Office, office, stored


@pytest.fixture
async def ready(tmp_path: Path) -> AsyncIterator[Office]:
    """A workspace with its first questions and one of its own, in two languages."""
    async with office(tmp_path) as at_work:
        await at_work.set_up()
        added = await at_work.type(
            'question add "Who helped you this week?" theme=Help fi="Kuka auttoi sinua?"'
        )
        assert "Q1 is added" in added
        yield at_work


def find(at_work: Office, key: str) -> Question:
    with reading(at_work.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        found = questions.find(session, workspace.id, key)
        assert found is not None
        return found


async def opened(at_work: Office, text: str, *, user: str = ADMIN) -> Outcome:
    outcome = await at_work.member(user).command(f"/pulse {text}", TEAM)
    assert outcome.view is not None
    return outcome


async def submit(at_work: Office, outcome: Outcome, **values: str) -> Outcome:
    assert outcome.view is not None
    filled = {name: {name: value} for name, value in values.items()}
    return await at_work.member().submit(outcome.view.id, filled)


def fields(outcome: Outcome) -> dict[str, Any]:
    """What a form begins with, by field."""
    assert outcome.view is not None
    found = {}
    for block in outcome.view.blocks:
        if block["type"] == "input":
            chosen = block["element"].get("initial_option", {}).get("value", "")
            found[block["block_id"]] = block["element"].get("initial_value", chosen)
    return found


async def test_a_question_is_added_in_several_languages_with_what_it_serves(first_day: Office) -> None:
    await first_day.set_up()
    await first_day.type('goal add "Answer customers the same day"')

    await first_day.type(
        'question add "Where do you work best?" options="Office, Home" theme=wor '
        'fi="Missä työskentelet parhaiten?" fi_options="Toimistolla, Kotona" sensitive=yes'
    )
    served = await first_day.type('question add "Did you answer the same day?" goal=1')
    chosen = await first_day.type(
        'question add "What helped?" scale=choices options="Tools, Time" anchor=yes'
    )
    written = await first_day.type('question add "What should change?" scale=text theme="Our café"')

    first = find(first_day, "Q1")
    assert first.scale.labels == ("Office", "Home")
    assert (first.theme, first.theme_key, first.sensitive) == ("Workload and focus", "WOR", True)
    assert first.spoken("fi").text == "Missä työskentelet parhaiten?"
    assert first.spoken("fi").scale.labels == ("Toimistolla", "Kotona")
    assert first.spoken("fi").theme == "Työmäärä ja keskittyminen"
    assert "serves Answer customers the same day" in served
    assert find(first_day, "Q2").role is Role.GOAL
    assert "several of: Tools, Time · every week" in chosen
    assert find(first_day, "Q3").scale.key == "choices"
    assert "A few words · serves Our café" in written


async def test_the_first_text_is_in_the_language_of_whoever_types_it(first_day: Office) -> None:
    await first_day.set_up()
    await first_day.type("language sv")

    await first_day.type('question add "Vem hjälpte dig?" fi="Kuka auttoi sinua?" theme=CUS')
    await first_day.type('question add en="Who thanked you?" fi="Kuka kiitti sinua?"')

    first, second = find(first_day, "Q1"), find(first_day, "Q2")
    assert [first.spoken(each).text for each in ("sv", "fi", "en")] == [
        "Vem hjälpte dig?",
        "Kuka auttoi sinua?",
        "Vem hjälpte dig?",
    ]
    assert second.text == "Who thanked you?"
    assert [language for language, _ in second.wordings] == ["en", "fi"]


async def test_the_form_takes_every_language_and_kind_of_answer(first_day: Office) -> None:
    await first_day.set_up()
    await first_day.type(f'goal add "{"w" * 80}"')
    form = await opened(first_day, "question add")
    asked = set(fields(form))

    wrong = await submit(
        first_day, form, text="Where?", fi="Missä?", options="A\nB", fi_options="A", goal="1"
    )
    mixed = await submit(first_day, form, scale="choice1", theme="Help")
    fewer = await submit(first_day, form, theme="")
    done = await submit(first_day, form, options="One, or so\nTwo", fi_options="Yksi\nKaksi")

    assert {"text", "fi", "sv", "options", "fi_options", "sv_options", "goal"} <= asked
    assert "scale=choice1 and scale=choices take options" in wrong.errors["options"]
    assert "It serves goal 1." in mixed.errors["theme"]
    assert "Type as many as the question's own options" in fewer.errors["fi_options"]
    assert done.ok
    stored_now = find(first_day, "Q1")
    assert stored_now.scale.labels == ("One, or so", "Two")
    assert stored_now.spoken("fi").scale.labels == ("Yksi", "Kaksi")
    assert stored_now.theme == "w" * 80


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Was the week long and hard? theme=CUS", "two things at once"),
        ("Don't you agree that it was a great week? theme=CUS", "which answer is hoped for"),
        (f'"{"long " * 25}week" theme=CUS', "longer than people read in one go"),
        ('"How many?" options="1, 2, 3, 4" theme=CUS', "bare numbers"),
        ('"Was it good?"', "serves no goal and no theme"),
    ],
)
async def test_a_hint_is_said_and_the_question_saved_all_the_same(
    first_day: Office, text: str, hint: str
) -> None:
    await first_day.set_up()

    added = await first_day.type(f"question add {text}")

    assert "Q1 is added" in added
    assert added.count("⚠") == 1
    assert hint in added


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('add "Where?" fi="Missä?" fi_options="A, B"', "fi_options: type as many as the question's own"),
        ('add "Where?" options="A, B" fi_options="C, D"', "fi: type the question in that language, too."),
        ('add "Where?" fi=ab', "fi: type the question in 3 to 200 characters"),
        ('add "Where?" goal=9', "goal: type the number of an open goal."),
        ('add "Where?" goal=one', "goal: type the number of an open goal."),
        ('add "Where?" goal=1 theme=CUS', "theme: it serves goal 1."),
        ('add "Where?" goal=1 anchor=yes', "anchor: what asks about a goal comes in turn"),
        ('add "Where?" scale=rec11 reverse=yes', "reverse: only a scale of 5 steps can be turned"),
        ('add "Where?" scale=text options="A, B"', "leave them out for text"),
        ('add "Who {goal}?"', "text: type the goal's own words instead of `{goal}`."),
        ('add "Where?" en="Where to?"', "en: the question stands there twice"),
        ("add scale=agree5", "text: type the question in 3 to 200 characters"),
        ('add "Kuka auttoi?" fi="Kuka auttoi sinua?"', "Q1 asks exactly that already."),
        ("edit Q9 Why?", "Type which question, like `/pulse question edit Q1`"),
        ("edit Q9 Why?", "There is no question Q9."),
        ("edit Q11 Why?", "Did you mean `Q1`?"),
        ('edit fi="Mitä?"', "There is no question C1."),
        ("edit Q1 Why? text=What?", "text: the question stands there twice."),
        ("edit Q1 en=Why? text=What?", "text: the question stands there twice."),
        ("edit Q1 Why? sure=perhaps", "sure: type yes or no."),
        ("edit Q1 fi=ab", "fi: type the question in 3 to 200 characters"),
        ('edit Q1 fi="How did your work week feel?" text="How did your work week feel?" sure', "GEN-01 asks"),
        ("show Q9", "Type which question, like `/pulse question show Q1`"),
        ("show Q9", "There is no question Q9."),
        ("retire Q9", "Type which question, like `/pulse question retire Q1`"),
        ("restore Q9", "Type which question, like `/pulse question restore Q1`"),
        ("restore Q9", "There is no question Q9."),
        ("list retired=perhaps", "retired: type yes or no."),
        ("list theme=Nothing", "No question is like that."),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_sentence_or_two(
    ready: Office, text: str, sentence: str
) -> None:
    await ready.type('goal add "Answer customers the same day"')
    before = stored(ready)

    assert sentence in await ready.type(f"question {text}")
    assert stored(ready) == before


async def test_a_new_trend_is_told_before_it_begins(ready: Office) -> None:
    told = await ready.type('question edit Q1 "Who taught you something this week?"')
    unchanged = find(ready, "Q1")
    done = await ready.type('question edit Q1 "Who taught you something this week?" sure')
    after = find(ready, "Q1")

    assert "a new version whose trend begins anew" in told
    assert "with `sure` at the end" in told
    assert (unchanged.text, unchanged.version) == ("Who helped you this week?", 1)
    assert "as version 2: its trend begins anew" in done
    assert (after.text, after.version, after.theme) == ("Who taught you something this week?", 2, "Help")
    assert after.spoken("fi").text == "Who taught you something this week?"


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("scale=freq5", "How often, 5 steps"),
        ('scale=choice1 options="Anna, Ben"', "one of: Anna, Ben"),
        ("reverse=yes", "the upper end is bad news"),
        ("sensitive=yes", "sensitive"),
        ('en="Who taught you?"', "Who taught you?"),
    ],
)
async def test_whatever_makes_answers_another_thing_needs_to_be_confirmed(
    ready: Office, text: str, detail: str
) -> None:
    told = await ready.type(f"question edit Q1 {text}")
    done = await ready.type(f"question edit Q1 {text} sure=yes")

    assert "Nothing was changed yet" in told
    assert detail in done
    assert find(ready, "Q1").version == 2


async def test_other_languages_a_theme_and_the_turn_change_in_place(ready: Office) -> None:
    told = [
        await ready.type(f"question edit q1 {text}")
        for text in ('sv="Vem hjälpte dig?"', "theme=REC", "anchor=yes", "anchor=no", "fi=none")
    ]
    after = find(ready, "Q1")
    again = await ready.type('question edit Q1 sv="Vem hjälpte dig?" theme=rec')

    assert all("Q1 is changed, and its trend goes on." in each for each in told)
    assert (after.version, after.theme_key, after.role) == (1, "REC", Role.MARKER)
    assert after.spoken("sv").text == "Vem hjälpte dig?"
    assert after.spoken("sv").theme == "Uppskattning och återkoppling"
    assert after.spoken("fi").text == "Who helped you this week?"
    assert "like that already; nothing was changed" in again


async def test_a_question_is_given_to_a_goal_and_taken_back(ready: Office) -> None:
    await ready.type('goal add "Answer customers the same day"')

    given = await ready.type("question edit Q1 goal=1")
    asked = find(ready, "Q1")
    themed = await ready.type("question edit Q1 theme=CUS")
    taken = await ready.type("question edit Q1 goal=none theme=CUS")
    back = find(ready, "Q1")

    assert "serves Answer customers the same day" in given
    assert (asked.role, asked.theme_key, asked.version) == (Role.GOAL, "goal 1", 1)
    assert "theme: it serves goal 1. Leave the theme out, or type `goal=none`." in themed
    assert "serves Customer understanding" in taken
    assert (back.role, back.goal, back.theme_key) == (Role.MARKER, None, "CUS")


async def test_an_item_of_the_bank_keeps_its_place_in_the_rotation(ready: Office) -> None:
    await ready.type("bank add STR-02")

    await ready.type('question edit STR-02 fi="Tiimissämme tiedetään, mitä jätetään tekemättä." anchor=no')

    after = find(ready, "STR-02")
    assert (after.role, after.version) == (Role.DEPTH, 1)
    assert after.spoken("sv").text.startswith("I vårt team vet vi")


async def test_words_in_a_language_nobody_speaks_here_stay(ready: Office) -> None:
    words = {"en": Wording("Is it?"), "pt-BR": Wording("É?")}
    with transaction(ready.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        questions.add(session, workspace.id, QuestionDraft("Q7", "Is it?", AGREE, wordings=words))

    await ready.type('question edit Q7 fi="Onko se?"')
    kept = dict(find(ready, "Q7").wordings)
    await ready.type('question edit Q7 "Was it?" sure')

    assert set(kept) == {"en", "fi", "pt-BR"}
    assert set(dict(find(ready, "Q7").wordings)) == {"en"}


async def test_the_form_shows_what_there_is_and_says_first_what_begins_a_trend(ready: Office) -> None:
    form = await opened(ready, "question edit q1")
    assert form.view is not None
    first = form.view.blocks[0]["text"]["text"]

    same = await submit(ready, form)
    form = await opened(ready, "question edit Q1")
    reworded = await submit(ready, form, fi="Kuka oli avuksi?", sv="Vem hjälpte dig?")
    form = await opened(ready, "question edit Q1")
    again = fields(form)
    edited = await submit(ready, form, text="Who was of help this week?", sv="", theme="")

    assert "begins a new trend" in first
    assert again["text"] == "Who helped you this week?"
    assert (again["fi"], again["sv"], again["theme"]) == ("Kuka oli avuksi?", "Vem hjälpte dig?", "Help")
    assert "nothing was changed" in str(same.view.blocks if same.view else "")
    assert "its trend goes on" in str(reworded.view.blocks if reworded.view else "")
    assert "as version 2" in str(edited.view.blocks if edited.view else "")
    after = find(ready, "Q1")
    assert dict(after.wordings).keys() == {"en", "fi"}
    assert after.theme == ""


async def test_the_form_of_a_choice_keeps_options_with_commas_and_closed_goals(ready: Office) -> None:
    await ready.type('goal add "Answer customers the same day"')
    form = await opened(ready, "question add")
    await submit(ready, form, text="Which way?", scale="choice1", options="Here, or there\nNowhere", goal="1")
    form = await opened(ready, "question edit Q2")

    done = await submit(ready, form, sensitive="yes")

    assert done.ok
    after = find(ready, "Q2")
    assert after.scale.labels == ("Here, or there", "Nowhere")
    assert (after.sensitive, after.role, after.version) == (True, Role.GOAL, 2)


async def test_a_question_is_shown_whole(ready: Office) -> None:
    shown = await ready.type("question show q1")
    await ready.type('question edit Q1 "Who taught you this week?" fi="Kuka opetti sinua?" sure')
    await ready.type("question retire Q1")

    after = await ready.type("question show Q1", user=BEN)
    own = await ready.type("question show GEN-01")

    assert "*English:* Who helped you this week?\n*Suomi:* Kuka auttoi sinua?" in shown
    assert "Agree or disagree, 5 steps · serves Help" in shown
    assert "Version 1 was not asked yet." in shown
    assert "Retired: it is asked no more. Version 2 was not asked yet." in after
    assert "*Versions before*\nVersion 1 was not asked yet. Who helped you this week?" in after
    assert "How did your work week feel?" in own


async def test_how_often_a_question_was_asked_is_told_in_rounds(at_work: Office) -> None:
    shown = await at_work.type("question show GEN-01")

    assert "Version 1 was asked in 1 round, in week 48 of 2026." in shown


async def test_hints_are_for_those_who_can_heed_them(ready: Office) -> None:
    await ready.type('question add "Was it good?"')

    assert "serves no goal and no theme" in await ready.type("question show Q2")
    assert "⚠" not in await ready.type("question show Q2", user=BEN)


async def test_a_retired_question_comes_back_with_its_trend(ready: Office) -> None:
    retired = await ready.type("question retire q1")
    twice = await ready.type("question retire Q1")
    edited = await ready.type('question edit Q1 "What now?" sure')
    listed = await ready.type("question list retired=yes")
    restored = await ready.type("question restore q1")
    again = await ready.type("question restore Q1")

    assert "Q1 is retired: it is asked no more" in retired
    assert "Q1 is retired already." in twice
    assert "`/pulse question restore Q1` brings it back first" in edited
    assert "*Retired questions*" not in listed
    assert "Who helped you this week?" in listed
    assert "Q1 is asked again, and its trend goes on." in restored
    assert "Q1 is asked already." in again
    assert (find(ready, "Q1").retired, find(ready, "Q1").version) == (False, 1)


async def test_what_asks_about_a_closed_goal_stays_retired(ready: Office) -> None:
    await ready.type('goal add "Answer customers the same day"')
    await ready.type("question edit Q1 goal=1")
    await ready.type("goal close 1")

    assert "asks about goal 1, which is closed" in await ready.type("question restore Q1")
    assert find(ready, "Q1").retired


async def test_the_list_is_in_groups_and_names_what_has_no_purpose(ready: Office) -> None:
    await ready.type('question add "Was it good?"')
    await ready.type("bank add STR-02")
    await ready.type('goal add "Answer customers the same day"')
    for key in ("GOAL-01.1", "GOAL-02.1", "GOAL-03.1", "GOAL-04.1"):
        await ready.type(f"question retire {key}")

    listed = await ready.type("question list", user=BEN)
    themed = await ready.type("question list theme=STR")
    named = await ready.type('question list theme="strategy into daily work"')
    bare = await ready.type("question list goalless=yes")
    await ready.type("language fi", user=BEN)
    finnish = await ready.type("question list", user=BEN)

    strategy = listed.index("*Strategy into daily work*")
    assert listed.count("*Strategy into daily work*") == 1
    assert strategy < listed.index("`STR-01`") < listed.index("`STR-02`")
    assert "`STR-02` In our team we know" in listed
    assert "*⚠ For no goal and no theme*\n`Q2` Was it good?" in listed
    assert "⚠ Nothing asks about goal 1, “Answer customers the same day”." in listed
    assert "STR-01" in themed
    assert "Q1" not in themed
    assert named == themed
    assert "`Q2`" in bare
    assert "`Q1`" not in bare
    assert "Kuka auttoi sinua?" in finnish
    assert "*Strategia arjessa*" in finnish


async def test_a_member_changes_nothing(ready: Office) -> None:
    before = stored(ready)

    for text in ("edit Q1", "edit Q1 Why? sure", "restore Q1", "retire Q1", "add", "add Why?"):
        assert "Only Pulssi admins" in await ready.type(f"question {text}", user=BEN)

    assert stored(ready) == before
