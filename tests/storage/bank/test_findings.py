"""A small bank with one thing changed: the line and the reason that are told."""

import pytest

from storage.bank.file import read, write
from storage.bank.shipped import shipped
from survey.bank.check import MOST_ITEMS
from survey.bank.fields import MOST_LANGUAGES
from survey.bank.findings import Finding, Reason, shown
from survey.questions import LONGEST_OPTION, LONGEST_QUESTION
from tests.storage.bank.banks import SMALL

SCALE = """\
scales:
  agree5:
    labels: {en: [No!, No, So-so, Yes, Yes!]}
    skip: {en: Skip}
"""


def told(written: str) -> tuple[Finding, ...]:
    found = read(written.encode(errors="surrogatepass"))
    assert isinstance(found, tuple)
    return found


def changed(old: str, new: str, *, of: str = SMALL) -> str:
    assert of.count(old) == 1
    return of.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason", "about"),
    [
        ("version: 1", "version: 0", 1, Reason.BAD_VERSION, ""),
        ("version: 1", "version: one", 1, Reason.WRONG_TYPE, "number"),
        ("version: 1", 'version: "1"', 1, Reason.WRONG_TYPE, "number"),
        ("version: 1\n", "", 1, Reason.MISSING_KEY, "version"),
        ("license: CC0-1.0", "licence: CC0-1.0", 2, Reason.UNKNOWN_KEY, "licence"),
        ("license: CC0-1.0", "version: 2", 2, Reason.DUPLICATE_KEY, "version"),
        ("license: CC0-1.0", "? [a]\n: b", 2, Reason.WRONG_TYPE, "text"),
        ("license: CC0-1.0", "license:", 2, Reason.EMPTY, ""),
        ("license: CC0-1.0", f"license: {'x' * 101}", 2, Reason.TOO_LONG, "100"),
        ("{en: Strategy, fi: Strategia}", "{}", 4, Reason.EMPTY, ""),
        ("{en: Strategy, fi: Strategia}", "Strategy", 4, Reason.WRONG_TYPE, "keys"),
        ("{en: Strategy, fi: Strategia}", "{English: Strategy}", 4, Reason.BAD_LANGUAGE, "English"),
        ("{en: Strategy, fi: Strategia}", f"{{en: {'x' * 61}}}", 4, Reason.TOO_LONG, str(LONGEST_OPTION)),
        ("fi: Strategia}", "fi: Strategia}\n  str: {en: Again}", 5, Reason.DUPLICATE_KEY, "str"),
        ("fi: Strategia}", "fi: Strategia}\n  2ND: {en: Again}", 5, Reason.BAD_KEY, "2ND"),
        ("- id: STR-02", "- id: str-01", 12, Reason.DUPLICATE_ID, "str-01"),
        ("- id: STR-02", "- id: STR 02", 12, Reason.BAD_KEY, "STR 02"),
        ("- id: STR-02", "- id:", 12, Reason.EMPTY, ""),
        ("- id: STR-02\n  theme: STR", "- id: STR-02\n  marker: true", 12, Reason.MISSING_KEY, "theme"),
        ("- id: STR-02\n  theme: STR", "- id: STR-02\n  anchor: 1", 13, Reason.WRONG_TYPE, "flag"),
        ("- id: STR-02\n  theme: STR", "- id: STR-02\n  in_turn: 1", 13, Reason.WRONG_TYPE, "flag"),
        ("- id: STR-02\n  theme: STR", "- id: STR-02\n  theme: CUS", 13, Reason.UNKNOWN_THEME, "CUS"),
        ("- id: STR-02\n  theme: STR", "- id: STR-02\n  theme: [STR]", 13, Reason.WRONG_TYPE, "text"),
        ("choice1", "choice2", 14, Reason.UNKNOWN_SCALE, "choice2"),
        ("scale: choice1", "scale: {}", 14, Reason.WRONG_TYPE, "text"),
        ("choice1", "agree5", 16, Reason.OPTIONS_UNUSED, "agree5"),
        ("choice1", "text", 16, Reason.OPTIONS_UNUSED, "text"),
        ("goal_template", "goals", 21, Reason.UNKNOWN_PART, "goals"),
        ("goal_template", "[core]", 21, Reason.WRONG_TYPE, "text"),
        ("  set: goal_template\n", "", 21, Reason.GOAL_UNEXPECTED, "en"),
        ("I know “{goal}”.", "I know our goal.", 22, Reason.GOAL_MISSING, "en"),
        ("Work suits me best at", "i know  WHERE we are going.", 15, Reason.DUPLICATE_TEXT, "STR-01"),
        ("Work suits me best at", f"{'x' * 201}", 15, Reason.TOO_LONG, str(LONGEST_QUESTION)),
        ("Work suits me best at", '"\\u202eWhere?"', 15, Reason.CONTROL, "U+202E"),
        ("Work suits me best at", '"Where\\0?"', 15, Reason.CONTROL, "U+0000"),
        ("Work suits me best at", '" "', 15, Reason.EMPTY, ""),
        ("Work suits me best at", "~", 15, Reason.EMPTY, ""),
        ("Work suits me best at", "[Where]", 15, Reason.WRONG_TYPE, "text"),
        ("[Office, Home]", "[Office]", 17, Reason.OPTION_COUNT, "1"),
        ("[Office, Home]", "[a, b, c, d, e, f, g, h, i, j, k]", 17, Reason.OPTION_COUNT, "11"),
        ("[Office, Home]", "[Office, office]", 17, Reason.DUPLICATE_OPTION, "office"),
        ("[Office, Home]", "[Office, '']", 17, Reason.EMPTY, ""),
        ("[Office, Home]", f"[Office, {'x' * 61}]", 17, Reason.TOO_LONG, str(LONGEST_OPTION)),
        ("[Office, Home]", "Office", 17, Reason.WRONG_TYPE, "list"),
        ("    en: [Office, Home]", "    fi: [Toimisto, Koti]", 16, Reason.LANGUAGES_DIFFER, "en"),
        ("  options:\n    en: [Office, Home]\n", "", 12, Reason.MISSING_KEY, "options"),
        ("scale: choice1", "scale: choice1\n  reverse: true", 15, Reason.NEEDS_POINTS, "reverse"),
        ("scale: choice1", "scale: choice1\n  marker: true", 15, Reason.NEEDS_POINTS, "marker"),
        ("scale: choice1", "scale: choice1\n  marker: yes", 15, Reason.WRONG_TYPE, "flag"),
        ("scale: choice1", 'scale: choice1\n  sensitive: "true"', 15, Reason.WRONG_TYPE, "flag"),
        ("scale: choice1", "scale: choice1\n  colour: red", 15, Reason.UNKNOWN_KEY, "colour"),
        ("- id: STR-02", "- STR-00\n- id: STR-02", 12, Reason.WRONG_TYPE, "keys"),
    ],
)
def test_each_mistake_is_told_with_its_line(
    old: str, new: str, line: int, reason: Reason, about: str
) -> None:
    assert Finding(line, reason, about) in told(changed(old, new))


def test_one_mistake_is_told_once() -> None:
    assert told(changed("choice1", "choice2")) == (Finding(14, Reason.UNKNOWN_SCALE, "choice2"),)
    assert told(changed("theme: STR\n  scale: choice1", "theme: CUS\n  scale: choice1")) == (
        Finding(13, Reason.UNKNOWN_THEME, "CUS"),
    )


def test_everything_wrong_is_told_at_once_and_by_line() -> None:
    spoiled = changed("choice1", "choice2", of=changed("version: 1", "version: 0")) + "- {}\n"

    assert [(finding.line, finding.reason) for finding in told(spoiled)] == [
        (1, Reason.BAD_VERSION),
        (14, Reason.UNKNOWN_SCALE),
        *[(23, Reason.MISSING_KEY)] * 3,
    ]


def test_options_are_as_many_in_every_language() -> None:
    spoiled = changed("Work suits me best at}", "Work suits me best at, fi: Viihdyn}")
    spoiled = changed("[Office, Home]", "[Office, Home]\n    fi: [Toimisto, Koti, Juna]", of=spoiled)

    assert told(spoiled) == (Finding(18, Reason.OPTIONS_DIFFER, "fi"),)


def test_a_theme_has_one_marker() -> None:
    spoiled = SMALL.replace("scale: agree5", "scale: agree5\n  marker: true")

    assert told(spoiled) == (Finding(22, Reason.SECOND_MARKER, "STR-01"),)


def test_a_recommendation_is_marked_but_never_turned() -> None:
    spoiled = SMALL.replace("scale: agree5\n  text", "scale: rec11\n  marker: true\n  reverse: true\n  text")

    assert told(spoiled) == (Finding(10, Reason.NEEDS_POINTS, "reverse"),)


def test_a_bank_asks_something() -> None:
    head = SMALL.split("items:")[0]

    assert told(f"{head}items: []\n") == (Finding(5, Reason.EMPTY),)
    assert told(f"{head}items: STR-01\n") == (
        Finding(5, Reason.EMPTY),
        Finding(5, Reason.WRONG_TYPE, "list"),
    )
    assert told(f"{head}") == (Finding(1, Reason.MISSING_KEY, "items"),)


def test_a_bank_has_five_hundred_items_at_most() -> None:
    head = SMALL.split("items:")[0]
    many = "".join(
        f"- {{id: Q{number}, theme: STR, scale: text, text: {{en: Why {number}}}}}\n" for number in range(501)
    )

    assert told(f"{head}items:\n{many}") == (Finding(506, Reason.TOO_MANY_ITEMS, str(MOST_ITEMS)),)
    assert not isinstance(read(f"{head}items:\n{many.rsplit('- ', 1)[0]}".encode()), tuple)


def test_nobody_speaks_more_than_fifty_languages() -> None:
    many = ", ".join(f"{a}{b}: Hi" for a in "abcdefgh" for b in "abcdefgh")

    assert told(changed("{en: Strategy, fi: Strategia}", f"{{{many}}}")) == (
        Finding(4, Reason.TOO_MANY_LANGUAGES, str(MOST_LANGUAGES)),
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "reason", "about"),
    [
        ("agree5:", "likert7:", 2, Reason.UNKNOWN_SCALE, "likert7"),
        ("    skip: {en: Skip}\n", "", 3, Reason.MISSING_KEY, "skip"),
        ("{en: Skip}", "{fi: Ohita}", 4, Reason.LANGUAGES_DIFFER, "en"),
        ("[No!, No, So-so, Yes, Yes!]", "[No!, No, Yes, Yes!]", 3, Reason.LABEL_COUNT, "5"),
        ("[No!, No, So-so, Yes, Yes!]", "[No!, No, no, Yes, Yes!]", 3, Reason.DUPLICATE_OPTION, "no"),
        ("    skip", "    emoji: [😞, 😀]\n    skip", 4, Reason.LABEL_COUNT, "5"),
        ("    skip", "    type: recommendation\n    skip", 4, Reason.CHANGED_POINTS, "type"),
        ("    skip", "    values: [1, 2, 3, 4, 5, 6]\n    skip", 4, Reason.CHANGED_POINTS, "values"),
        ("    skip", "    values: 5\n    skip", 4, Reason.CHANGED_POINTS, "values"),
        ("    skip", "    favourable: [1, 2]\n    skip", 4, Reason.CHANGED_POINTS, "favourable"),
        ("    skip", "    unfavourable: [a]\n    skip", 4, Reason.CHANGED_POINTS, "unfavourable"),
    ],
)
def test_a_bank_words_scales_but_does_not_change_them(
    old: str, new: str, line: int, reason: Reason, about: str
) -> None:
    assert read((SCALE + SMALL).encode()) != read(SMALL.encode())
    assert Finding(line, reason, about) in told(changed(old, new, of=SCALE) + SMALL)


def test_a_mistake_made_in_a_large_bank_is_found_on_its_line() -> None:
    lines = write(shipped()).splitlines()
    at = next(number for number, line in enumerate(lines) if line.endswith("id: WEL-03"))
    lines[at + 2] = "  scale: agree7"

    assert told("\n".join(lines)) == (Finding(at + 3, Reason.UNKNOWN_SCALE, "agree7"),)


def test_what_a_file_says_is_safe_to_repeat() -> None:
    assert shown("a\u202eb\nc") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"
    assert shown("x" * 61) == "x" * 59 + "…"
    assert shown("👩‍👧") == "👩‍👧"
