import pytest

from storage.bank.shipped import shipped
from survey.bank.items import AnswerType, Item, Labels, Texts
from survey.bank.lint import COMFORTABLE, Smell, Wording, lint
from tests.survey.bank.wordings import DOUBLE_BARRELLED, GOOD, LEADING


def flat(texts: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, text) for language, several in texts.items() for text in several]


def smells(*pairs: tuple[str, str]) -> tuple[Smell, ...]:
    return lint(Wording(Texts(pairs), AnswerType.AGREE, theme="STR"))


@pytest.mark.parametrize(("language", "text"), flat(DOUBLE_BARRELLED))
def test_two_questions_in_one_are_noticed(language: str, text: str) -> None:
    assert smells((language, text)) == (Smell.DOUBLE_BARRELLED,)


@pytest.mark.parametrize(("language", "text"), flat(LEADING))
def test_a_push_towards_an_answer_is_noticed(language: str, text: str) -> None:
    assert smells((language, text)) == (Smell.LEADING,)


@pytest.mark.parametrize(("language", "text"), flat(GOOD))
def test_a_good_question_is_left_alone(language: str, text: str) -> None:
    assert smells((language, text)) == ()


@pytest.mark.parametrize("item", shipped().items, ids=lambda item: item.id)
def test_the_bank_reads_well_in_every_language(item: Item) -> None:
    for language, text in item.for_goal("Sell more and waste less").pairs:
        assert smells((language, text)) == ()
    assert lint(Wording.of(item)) == ()


def test_what_is_joined_after_a_pair_still_counts() -> None:
    assert smells(("en", "I have the people and time and training I need.")) == (Smell.DOUBLE_BARRELLED,)


def test_one_language_that_smells_is_enough() -> None:
    good, bad = GOOD["en"][0], DOUBLE_BARRELLED["sv"][0]

    assert smells(("en", good), ("sv", bad)) == (Smell.DOUBLE_BARRELLED,)


def test_a_language_without_a_list_of_words_is_only_measured() -> None:
    assert smells(("de", "Mein Chef ist fair und nett, oder?")) == ()
    assert smells(("fil", "Eikö tämä ole suomea?")) == ()
    assert smells(("de", "x" * (COMFORTABLE + 1))) == (Smell.TOO_LONG,)


def test_people_read_120_characters_in_one_go() -> None:
    assert smells(("en", "x" * COMFORTABLE)) == ()
    assert smells(("en", "x" * (COMFORTABLE + 1))) == (Smell.TOO_LONG,)


def test_a_question_serves_a_theme_or_a_goal() -> None:
    text = Texts((("en", GOOD["en"][0]),))

    assert lint(Wording(text, AnswerType.AGREE, theme=" ")) == (Smell.GOALLESS,)
    assert lint(Wording(text, AnswerType.AGREE, theme="STR")) == ()
    assert lint(Wording(text, AnswerType.AGREE, goal="Serve better")) == ()


def test_everything_that_smells_is_said_at_once() -> None:
    text = f"Surely my manager is fair and kind{'!' * COMFORTABLE}"

    assert lint(Wording(Texts((("en", text),)), AnswerType.CHOICE)) == tuple(Smell)


@pytest.mark.parametrize(
    ("scale", "labels"),
    [
        (AnswerType.CHOICE, ()),
        (AnswerType.CHOICE, ("Office",)),
        (AnswerType.CHOICES, ("Office", " ")),
        (AnswerType.CHOICES, ("Office", "office ")),
        (AnswerType.CHOICE, ("1", "2", "3", "4", "5")),
        (AnswerType.CHOICE, ("4", "3", "2", "1")),
        (AnswerType.AGREE, ("No", "Yes")),
        (AnswerType.AGREE, ("1", "2", "3", "4", "5")),
        (AnswerType.MOOD, ("Very bad", "Bad", "", "Good", "Very good")),
        (AnswerType.RECOMMEND, tuple("0123456789")),
    ],
)
def test_points_nobody_can_tell_apart_are_noticed(scale: AnswerType, labels: tuple[str, ...]) -> None:
    wording = Wording(
        Texts((("en", GOOD["en"][0]),)), scale, Labels((("en", labels),) if labels else ()), theme="STR"
    )

    assert lint(wording) == (Smell.UNLABELLED,)


@pytest.mark.parametrize(
    ("scale", "labels"),
    [
        (AnswerType.CHOICE, ("Office", "Home")),
        (AnswerType.CHOICES, ("0", "1", "2", "3", "4", "5")),
        (AnswerType.CHOICE, ("1", "2", "3")),
        (AnswerType.AGREE, ()),
        (AnswerType.AGREE, ("Very bad", "Bad", "So-so", "Good", "Very good")),
        (AnswerType.RECOMMEND, ("0 No", *"123456789", "10 Yes")),
        (AnswerType.RECOMMEND, ("Not likely", "Likely")),
        (AnswerType.TEXT, ()),
    ],
)
def test_labelled_points_and_counts_are_left_alone(scale: AnswerType, labels: tuple[str, ...]) -> None:
    wording = Wording(
        Texts((("en", GOOD["en"][0]),)), scale, Labels((("en", labels),) if labels else ()), theme="STR"
    )

    assert lint(wording) == ()
