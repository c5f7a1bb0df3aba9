import pytest

from storage.bank.file import write
from storage.bank.shipped import DamagedBankError, bank_of, shipped
from survey.bank.items import GOAL, AnswerType, Part

THEMES = ("STR", "RES", "CUS", "SAF", "WOR", "REC", "GRO", "WEL", "LEA", "IDE", "GEN", "CXL", "GOAL")
CORE = THEMES[:10]


def numbered(theme: str, count: int) -> tuple[str, ...]:
    return tuple(f"{theme}-{number:02d}" for number in range(1, count + 1))


def test_the_ids_people_rely_on_are_all_there_in_order() -> None:
    core = tuple(key for theme in CORE for key in numbered(theme, 4))
    expected = core + numbered("GEN", 2) + numbered("CXL", 12) + numbered("GOAL", 4)

    assert len(expected) == 58
    assert tuple(item.id for item in shipped().items) == expected
    assert tuple(theme.key for theme in shipped().themes) == THEMES


def test_each_part_has_its_items() -> None:
    sizes = {part: len(shipped().of_part(part)) for part in Part}

    assert sizes == {Part.CORE: 40, Part.GENERAL: 2, Part.BASELINE: 12, Part.GOAL_TEMPLATE: 4}


def test_every_rotating_theme_has_one_marker_and_so_has_the_mood() -> None:
    markers = {item.theme: item.id for item in shipped().items if item.marker}

    assert set(markers) == {*CORE, "GEN"}
    assert {key for key in markers.values() if not key.endswith("-01")} == {"LEA-02"}


def test_what_needs_care_is_marked() -> None:
    assert [item.id for item in shipped().items if item.sensitive] == ["SAF-04", "LEA-01", "LEA-03"]
    assert [item.id for item in shipped().items if item.reverse] == ["STR-04", "SAF-04", "WOR-03"]


def test_scales_are_those_the_items_were_written_for() -> None:
    others = {item.id: item.scale for item in shipped().items if item.scale is not AnswerType.AGREE}

    assert others == {
        "STR-03": AnswerType.FREQUENCY,
        "CUS-04": AnswerType.FREQUENCY,
        "WOR-02": AnswerType.FREQUENCY,
        "WEL-02": AnswerType.FREQUENCY,
        "GEN-01": AnswerType.MOOD,
        "GEN-02": AnswerType.RECOMMEND,
    }


def test_everything_is_said_in_three_languages_and_nothing_twice() -> None:
    bank = shipped()
    texts = [text for item in bank.items for _, text in item.texts.pairs]
    spoken = [item.texts.languages for item in bank.items] + [theme.names.languages for theme in bank.themes]
    spoken += [words.languages for scale in bank.scales for words in (scale.labels, scale.skip)]

    assert set(spoken) == {("en", "fi", "sv")}
    assert len(set(texts)) == len(texts) == 174


def test_goal_items_wait_for_the_words_of_a_goal() -> None:
    waiting = {item.id for item in shipped().items if all(GOAL in text for _, text in item.texts.pairs)}

    assert waiting == set(numbered("GOAL", 4))


def test_texts_are_as_they_were_written() -> None:
    bank = shipped()

    for key, language, text in (
        ("SAF-04", "en", "This week I kept a worry to myself because raising it felt risky."),
        ("GEN-01", "fi", "Miltä työviikkosi tuntui?"),
        ("GOAL-01", "sv", "Jag vet vad målet ”{goal}” innebär i mitt eget arbete."),
    ):
        item = bank.item(key)
        assert item is not None
        assert item.texts.in_language(language) == text


def test_the_shipped_file_is_what_an_export_gives() -> None:
    bank = shipped()

    assert bank_of(write(bank).encode()) == bank
    assert bank.version == 1
    assert bank.licence == "CC0-1.0"


def test_a_damaged_file_is_told_to_the_operator() -> None:
    with pytest.raises(DamagedBankError, match=r"line 1: missing_key\)\. Install Pulssi again"):
        bank_of(b"version: 1\n")
