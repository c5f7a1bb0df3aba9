import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.bank import parsing
from storage.bank.file import read, write
from storage.bank.parsing import LARGEST_FILE
from storage.bank.shipped import shipped
from survey.bank.findings import MOST_FINDINGS, Finding, Reason, untyped
from survey.bank.items import AnswerType, Bank, Labels, Part
from tests.storage.bank.banks import SMALL, banks

LOADERS = [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)]
TOKENS = (
    *("&a", "*a", "!!x", "%TAG", "---", "...", "null", "true", "{goal}", "en:", "items:"),
    *":,[]{}-?|>#~1'\"\\\t\n\r\0",
)


def elsewhere(written: str) -> Any:
    """What any other reader of YAML makes of a file."""
    return yaml.load(written, Loader=LOADERS[-1])  # noqa: S506 -- the safe loader, in C


def findings(data: bytes) -> tuple[Finding, ...]:
    """What is found; a bank where nothing is."""
    found = read(data)
    assert isinstance(found, Bank | tuple)
    return () if isinstance(found, Bank) else found


def well_formed(found: tuple[Finding, ...], data: bytes) -> bool:
    lines = len(data.decode(errors="replace").splitlines()) + 1
    return (
        len(found) <= MOST_FINDINGS
        and list(found) == sorted(found)
        and all(1 <= finding.line <= lines for finding in found)
        and all(len(finding.about) <= 60 and not untyped(finding.about) for finding in found)
    )


@given(banks())
@settings(max_examples=50, deadline=None)
def test_a_bank_survives_being_written_and_read_here_and_elsewhere(bank: Bank) -> None:
    written = write(bank)
    said = elsewhere(written)

    assert read(written.encode()) == bank
    assert [item["id"] for item in said["items"]] == [item.id for item in bank.items]
    assert [item["text"] for item in said["items"]] == [dict(item.texts.pairs) for item in bank.items]
    assert [item["reverse"] for item in said["items"]] == [item.reverse for item in bank.items]


def test_a_small_bank_is_read_with_all_it_leaves_out() -> None:
    bank = read(SMALL.encode())

    assert isinstance(bank, Bank)
    first, second, third = bank.items
    assert (first.scale, first.part, first.reverse, first.marker) == (
        AnswerType.AGREE,
        Part.CORE,
        False,
        False,
    )
    assert second.options == Labels((("en", ("Office", "Home")),))
    assert third.part is Part.GOAL_TEMPLATE
    assert bank.scales == ()


def test_an_export_can_be_read_by_people() -> None:
    written = write(shipped())

    assert "    fi: Miltä työviikkosi tuntui?\n" in written
    assert "    emoji: [😞, 🙁, 😐, 🙂, 😀]\n" in written
    assert "    sv: Jag vet vad målet ”{goal}” innebär i mitt eget arbete.\n" in written


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"# A comment\r\n", b"---\n", b"%YAML 1.1\n---\n"])
def test_files_of_other_machines_are_read(mark: bytes) -> None:
    assert read(mark + SMALL.replace("\n", "\r\n").encode()) == read(SMALL.encode())
    assert read(mark + SMALL.replace("\n", "\r").encode()) == read(SMALL.encode())


def test_a_text_may_be_folded_over_lines() -> None:
    folded = SMALL.replace(
        "en: I know where we are going.", "en: >\n      I know where\n      we are going.\n"
    )

    assert read(folded.encode()) == read(SMALL.encode())


@pytest.mark.parametrize("loader", LOADERS)
@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_whatever_the_bytes_are_no_exception_comes_out(loader: type, data: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "_LOADER", loader)
        found = findings(data)

    assert found
    assert well_formed(found, data)


@pytest.mark.parametrize("loader", LOADERS)
@given(st.data())
@settings(max_examples=200, deadline=None)
def test_however_a_good_file_is_spoiled_no_exception_comes_out(loader: type, data: st.DataObject) -> None:
    spoiled = SMALL
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(spoiled)))
        until = data.draw(st.integers(at, min(at + 12, len(spoiled))))
        spoiled = spoiled[:at] + data.draw(st.sampled_from(TOKENS) | st.text(max_size=4)) + spoiled[until:]
    written = spoiled.encode(errors="surrogatepass")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parsing, "_LOADER", loader)
        found = read(written)

    if isinstance(found, Bank):
        assert read(write(found).encode()) == found
    else:
        assert found
        assert well_formed(found, written)


PLACES: list[tuple[str, ...]] = [(key,) for key in ("version", "license", "themes", "scales", "items")]
PLACES += [("items", key) for key in ("id", "theme", "scale", "text", "options", "set", "reverse")]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(("id", "text", "en")), inner),
    max_leaves=8,
)


@given(st.sampled_from(PLACES), VALUES)
@settings(max_examples=200, deadline=None)
def test_any_value_in_any_place_is_answered_with_a_line(place: tuple[str, ...], value: object) -> None:
    bank = elsewhere(SMALL)
    (bank["items"][1] if place[1:] else bank)[place[-1]] = value
    data = json.dumps(bank, ensure_ascii=False, indent=1).encode(errors="replace")  # JSON is YAML, too

    assert well_formed(findings(data), data)


@pytest.mark.parametrize(
    ("data", "line", "reason", "about"),
    [
        (b"", 1, Reason.WRONG_TYPE, "keys"),
        (b"# Nothing\n", 1, Reason.WRONG_TYPE, "keys"),
        (b"a: b\nc: 'd\n\n", 2, Reason.NOT_YAML, "c: 'd"),
        (b"x" * (LARGEST_FILE + 1), 1, Reason.TOO_LARGE, str(LARGEST_FILE + 1)),
        (b"a: b\nc: \xe4\n", 2, Reason.NOT_UTF8, ""),
        ("a: b".encode("utf-16"), 1, Reason.NOT_UTF8, ""),
        (b"a: b\nc: \x07\n", 2, Reason.CONTROL, "U+0007"),
        ("# one\n# two \u202e\n".encode(), 2, Reason.CONTROL, "U+202E"),
        (b"a: b\nc: [d\n", 2, Reason.NOT_YAML, "c: [d"),
        (b"a: b\n  c: d\n", 2, Reason.NOT_YAML, "c: d"),
        (b"a: b\n\tc: d\n", 2, Reason.NOT_YAML, "c: d"),
        (b"a: b\n---\na: b\n", 2, Reason.SEVERAL_DOCUMENTS, ""),
        (b"a: b\nc: &x [1]\n", 2, Reason.REFERENCE, "&x"),
        (b"a: b\nc: *x\n", 2, Reason.REFERENCE, "*x"),
        (
            b"a: b\nc: !!python/object:os.system [x]\n",
            2,
            Reason.TAG,
            "tag:yaml.org,2002:python/object:os.system",
        ),
        (b"a: b\nc: !!str x\n", 2, Reason.TAG, "tag:yaml.org,2002:str"),
        (b"a: b\nc: [[[[[[[[[[\n", 2, Reason.TOO_DEEP, ""),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(
    data: bytes, line: int, reason: Reason, about: str
) -> None:
    for loader in LOADERS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(parsing, "_LOADER", loader)

            assert findings(data) == (Finding(line, reason, about),)


@pytest.mark.parametrize("loader", LOADERS)
def test_an_escape_for_no_character_is_refused(monkeypatch: pytest.MonkeyPatch, loader: type) -> None:
    monkeypatch.setattr(parsing, "_LOADER", loader)
    half = SMALL.replace("Strategia", '"\\ud800"').encode()

    assert [finding.reason for finding in findings(b'a: "\\Uffffffff"\n')] == [Reason.NOT_YAML]
    assert [finding.reason for finding in findings(half)] in ([Reason.NOT_YAML], [Reason.CONTROL])


def test_a_small_file_cannot_unfold_into_a_huge_one() -> None:
    laughs = "a: &a [ha, ha]\n" + "".join(
        f"{chr(98 + step)}: &{chr(98 + step)} [*{chr(97 + step)}, *{chr(97 + step)}]\n" for step in range(20)
    )

    assert findings(laughs.encode()) == (Finding(1, Reason.REFERENCE, "&a"),)


def test_nobody_is_told_more_than_a_hundred_things() -> None:
    assert len(findings(b"".join(b"a%d: b\n" % number for number in range(500)))) == MOST_FINDINGS
