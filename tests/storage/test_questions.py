from dataclasses import replace

import pytest

from storage import histories, questions, rounds
from storage.database import reading, transaction
from survey.errors import InputError
from survey.questions import QuestionDraft, Role, Wording
from survey.scales import AGREE, CHOICE_KEY, choice
from survey.weeks import Week
from tests.storage.world import AGREE_Q, CHOICE_Q, MOOD_Q, World


def test_a_question_comes_back_as_it_was_drafted(world: World) -> None:
    with reading(world.engine) as session:
        found = questions.of_workspace(session, world.workspace)

    assert found == world.questions
    for stored, draft in zip(found, (MOOD_Q, AGREE_Q, CHOICE_Q), strict=True):
        assert stored.scale == draft.scale
        assert (stored.key, stored.text, stored.theme) == (draft.key, draft.text, draft.theme)
        assert (stored.role, stored.reverse, stored.sensitive) == (draft.role, False, False)


def test_a_single_choice_keeps_its_options(world: World) -> None:
    with reading(world.engine) as session:
        found = questions.find(session, world.workspace, "Q3")

    assert found is not None
    assert (found.scale.key, found.scale.labels) == (CHOICE_KEY, ("Meetings", "Tools"))


def test_a_key_is_found_however_it_is_typed(world: World) -> None:
    with reading(world.engine) as session:
        assert questions.find(session, world.workspace, "q2") == world.questions[1]
        assert questions.find(session, world.workspace, "Q9") is None


def test_a_taken_key_is_refused_with_a_sentence(world: World) -> None:
    draft = QuestionDraft(key="q1", text="Something else?", scale=AGREE)

    with (
        pytest.raises(InputError, match="There is a question q1 already"),
        transaction(world.engine) as session,
    ):
        questions.add(session, world.workspace, draft)


def test_the_same_text_twice_is_refused_with_a_sentence(world: World) -> None:
    draft = QuestionDraft(key="Q4", text="  how was YOUR week? ", scale=AGREE)

    with (
        pytest.raises(InputError, match="Q1 asks exactly that already"),
        transaction(world.engine) as session,
    ):
        questions.add(session, world.workspace, draft)


def test_a_retired_question_is_asked_no_more_and_frees_its_text_but_not_its_key(world: World) -> None:
    with transaction(world.engine) as session:
        assert questions.retire(session, world.workspace, "q1")
        assert not questions.retire(session, world.workspace, "Q1")
        assert not questions.retire(session, world.workspace, "Q9")
        questions.add(session, world.workspace, QuestionDraft(key="Q4", text=MOOD_Q.text, scale=AGREE))
        with pytest.raises(InputError):
            questions.add(session, world.workspace, QuestionDraft(key="Q1", text="New?", scale=AGREE))
        retired = questions.of_workspace(session, world.workspace, retired=True)
        active = questions.of_workspace(session, world.workspace)

    assert [question.key for question in retired] == ["Q1"]
    assert retired[0].retired
    assert [question.key for question in active] == ["Q2", "Q3", "Q4"]


def test_the_next_key_is_one_nobody_used(world: World) -> None:
    with transaction(world.engine) as session:
        after_three = questions.next_key(session, world.workspace)
        questions.add(session, world.workspace, QuestionDraft(key="STR-01", text="A?", scale=AGREE))
        questions.add(session, world.workspace, QuestionDraft(key="q17", text="B?", scale=AGREE))
        after_gap = questions.next_key(session, world.workspace)
        elsewhere = questions.next_key(session, type(world.workspace)(99))

    assert (after_three, after_gap, elsewhere) == ("Q4", "Q18", "Q1")


def test_an_edit_makes_a_new_version_and_leaves_the_old_one_to_its_rounds(world: World) -> None:
    round_id = world.open(asked=3)
    better = QuestionDraft(key="q2", text="I know what matters most.", scale=AGREE, theme="Focus")
    with transaction(world.engine) as session:
        edited = questions.edit(session, world.workspace, better)
        found = questions.find(session, world.workspace, "Q2")
        asked = rounds.get(session, round_id).question("Q2")
        active = questions.of_workspace(session, world.workspace)
        retired = questions.of_workspace(session, world.workspace, retired=True)

    assert (edited.key, edited.version, edited.text) == ("Q2", 2, "I know what matters most.")
    assert found == edited
    assert asked is not None
    assert (asked.text, asked.version) == (AGREE_Q.text, 1)
    assert [item.key for item in active] == ["Q1", "Q3", "Q2"]
    assert retired == ()


def test_an_edit_of_nothing_or_into_another_question_is_refused(world: World) -> None:
    with transaction(world.engine) as session:
        with pytest.raises(InputError, match="There is no question Q9"):
            questions.edit(session, world.workspace, QuestionDraft(key="Q9", text="New?", scale=AGREE))
        with pytest.raises(InputError, match="Q1 asks exactly that already"):
            questions.edit(session, world.workspace, QuestionDraft(key="Q2", text=MOOD_Q.text, scale=AGREE))


def test_other_languages_and_what_it_serves_change_in_place(world: World) -> None:
    words = {"fi": Wording("Tiedän, mikä on tärkeää.")}
    served = QuestionDraft("q2", AGREE_Q.text, AGREE, theme="Aim", role=Role.DEPTH, wordings=words)
    with transaction(world.engine) as session:
        questions.translate(session, world.workspace, served)
        questions.move(session, world.workspace, served)
        questions.move(session, world.workspace, QuestionDraft(key="Q9", text="Really?", scale=AGREE))
        found = questions.find(session, world.workspace, "Q2")

    assert found is not None
    assert found.spoken("fi").text == "Tiedän, mikä on tärkeää."
    assert (found.version, found.theme, found.theme_key, found.role) == (1, "Aim", "aim", Role.DEPTH)


def test_no_two_questions_say_the_same_in_any_language(world: World) -> None:
    words = {"fi": Wording("Mitä kuuluu?")}
    with transaction(world.engine) as session:
        questions.add(session, world.workspace, QuestionDraft("Q4", "How now?", AGREE, wordings=words))
        with pytest.raises(InputError, match="Q4 asks exactly that already"):
            questions.translate(session, world.workspace, QuestionDraft("Q2", "Else?", AGREE, wordings=words))
        questions.translate(session, world.workspace, QuestionDraft("Q9", "Else?", AGREE))


def test_a_retired_question_is_asked_again_unless_another_asks_the_same(world: World) -> None:
    with transaction(world.engine) as session:
        questions.retire(session, world.workspace, "Q1")
        back = questions.restore(session, world.workspace, "q1")
        asked = questions.restore(session, world.workspace, "Q1")
        nobody = questions.restore(session, world.workspace, "Q9")
        questions.retire(session, world.workspace, "Q1")
        questions.add(session, world.workspace, QuestionDraft(key="Q4", text=MOOD_Q.text, scale=AGREE))
        with pytest.raises(InputError, match="Q4 asks exactly that already"):
            questions.restore(session, world.workspace, "Q1")

    assert back == world.questions[0]
    assert (asked, nobody) == (None, None)


def test_how_often_each_version_was_asked_is_counted_in_rounds(world: World) -> None:
    world.open(Week(2026, 9), asked=2)
    better = QuestionDraft(key="Q2", text="I know what matters most.", scale=AGREE)
    with transaction(world.engine) as session:
        questions.edit(session, world.workspace, better)
        newest, first = histories.of_question(session, world.workspace, "q2")
        nobody = histories.of_question(session, world.workspace, "Q9")

    assert (newest.question.version, newest.rounds, newest.last) == (2, 0, None)
    assert (first.question.version, first.rounds, first.last) == (1, 1, Week(2026, 9))
    assert nobody == ()


def test_a_question_in_several_languages_comes_back_with_all_its_words(world: World) -> None:
    finnish = Wording("Missä työskentelit?", theme="Työpaikka", options=("Kotona", "Työpaikalla"))
    draft = QuestionDraft(
        key="Q4",
        text="Where did you work?",
        scale=choice(("Home", "Office")),
        theme="Place",
        role=Role.DEPTH,
        wordings={"fi": finnish},
    )
    with transaction(world.engine) as session:
        stored = questions.add(session, world.workspace, draft)

    spoken = stored.spoken("fi")
    assert stored.wordings == (("fi", finnish),)
    assert (stored.role, stored.theme_key) == (Role.DEPTH, "place")
    assert (spoken.text, spoken.theme, spoken.scale.labels) == (
        "Missä työskentelit?",
        "Työpaikka",
        ("Kotona", "Työpaikalla"),
    )
    assert stored.spoken("sv").text == "Where did you work?"


def test_of_a_bank_only_what_is_new_is_stored(world: World) -> None:
    new = QuestionDraft(key="Q4", text="New?", scale=AGREE)
    drafts = (
        new,
        QuestionDraft(key="q1", text="Other?", scale=AGREE),
        replace(new, key="Q5", text=" how was your WEEK?"),
    )
    with transaction(world.engine) as session:
        added = [questions.add_new(session, world.workspace, drafts) for _ in range(2)]
        questions.retire(session, world.workspace, "Q1")
        added.append(questions.add_new(session, world.workspace, drafts))
        found = [question.key for question in questions.of_workspace(session, world.workspace)]

    assert added == [1, 0, 1]
    assert found == ["Q2", "Q3", "Q4", "Q5"]
