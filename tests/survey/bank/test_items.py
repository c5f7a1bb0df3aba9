import pytest

from survey.bank.items import AnswerType, Bank, BankScale, Item, Labels, Part, Texts, Theme

SWEDISH_FIRST = Texts((("sv", "Hej"), ("en", "Hello"), ("pt-BR", "Oi")))
NAME = Texts((("en", "Strategy"),))
MARKER = Item("STR-01", "STR", AnswerType.AGREE, NAME, marker=True)
DEEPER = Item("STR-02", "STR", AnswerType.FREQUENCY, NAME)
TEMPLATE = Item(
    "GOAL-01",
    "GOAL",
    AnswerType.AGREE,
    Texts((("en", "I know “{goal}”."), ("fi", "Tiedän ”{goal}”."))),
    part=Part.GOAL_TEMPLATE,
)
SCALE = BankScale(AnswerType.RECOMMEND, Labels((("en", ("No", "Yes")),)), Texts((("en", "Skip"),)))
BANK = Bank(1, "CC0-1.0", (SCALE,), (Theme("STR", NAME),), (MARKER, DEEPER, TEMPLATE))


@pytest.mark.parametrize(
    ("locale", "words"),
    [("sv", "Hej"), ("sv-FI", "Hej"), ("sv_FI", "Hej"), ("pt_BR", "Oi"), ("pt-PT", "Hello"), ("fi", "Hello")],
)
def test_a_reader_gets_the_nearest_language_there_is(locale: str, words: str) -> None:
    assert SWEDISH_FIRST.in_language(locale) == words


def test_without_english_the_first_language_is_better_than_nothing() -> None:
    assert Texts((("sv", "Hej"), ("fi", "Hei"))).in_language("de") == "Hej"
    assert SWEDISH_FIRST.languages == ("sv", "en", "pt-BR")


def test_a_goal_speaks_in_its_own_words_in_every_language() -> None:
    asked = TEMPLATE.for_goal("Less {goal} talk")

    assert asked == Texts((("en", "I know “Less {goal} talk”."), ("fi", "Tiedän ”Less {goal} talk”.")))


def test_things_are_found_however_their_names_are_typed() -> None:
    assert BANK.item("str-02") == DEEPER
    assert BANK.item("STR-03") is None
    assert BANK.theme("str") == Theme("STR", NAME)
    assert BANK.theme("CUS") is None
    assert BANK.scale("rec11") == SCALE
    assert BANK.scale("agree5") is None


def test_a_bank_is_read_by_theme_and_by_part() -> None:
    assert BANK.of_theme("STR") == (MARKER, DEEPER)
    assert BANK.of_part(Part.GOAL_TEMPLATE) == (TEMPLATE,)
    assert BANK.marker("STR") == MARKER
    assert BANK.marker("GOAL") is None


def test_a_scale_counts_as_its_name_says() -> None:
    assert SCALE.values == tuple(range(11))
    assert SCALE.points.favourable == (9, 10)
    assert [kind for kind in AnswerType if kind.takes_options] == [AnswerType.CHOICE, AnswerType.CHOICES]
