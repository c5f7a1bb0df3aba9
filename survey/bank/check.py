"""Reads a bank out of a written file, or says everything that is wrong with it."""

from survey.bank.fields import entries, key_named, keys, labels, listed, number, text, texts
from survey.bank.findings import Finding, Findings, Reason
from survey.bank.item_check import ItemCheck
from survey.bank.items import POINTS, AnswerType, Bank, BankScale, Item, Points, Theme
from survey.bank.nodes import Node, Written, line_of
from survey.questions import LONGEST_OPTION

MOST_ITEMS = 500
_LONGEST_LICENCE = 100
_LONGEST_EMOJI = 12
"""Code points: a family of four with skin tones takes eleven."""


def check(root: Node) -> Bank | tuple[Finding, ...]:
    """The bank a file holds, or what keeps it from being one, by line."""
    findings = Findings()
    found = keys(root, findings, needed=("version", "themes", "items"), others=("license", "scales"))
    themes = _themes(found.get("themes"), findings)
    bank = Bank(
        version=_version(found.get("version"), findings),
        licence=text(found.get("license"), findings, longest=_LONGEST_LICENCE),
        scales=_scales(found.get("scales"), findings),
        themes=themes,
        items=_items(found.get("items"), themes, findings),
    )
    return findings.first() or bank


def _version(node: Node | None, findings: Findings) -> int:
    version = number(node, findings)
    if isinstance(node, Written) and node.text == "0":
        findings.add(node.line, Reason.BAD_VERSION)
    return version


def _themes(node: Node | None, findings: Findings) -> tuple[Theme, ...]:
    themes: dict[str, Theme] = {}
    for name, value in entries(node, findings):
        key = key_named(name.text, name.line, findings)
        if key.casefold() in themes:
            findings.add(name.line, Reason.DUPLICATE_KEY, key)
        themes[key.casefold()] = Theme(key, texts(value, findings, longest=LONGEST_OPTION))
    return tuple(themes.values())


def _scales(node: Node | None, findings: Findings) -> tuple[BankScale, ...]:
    scales = []
    for name, value in entries(node, findings):
        if name.text in set(POINTS):
            scales.append(_scale(AnswerType(name.text), value, findings))
        else:
            findings.add(name.line, Reason.UNKNOWN_SCALE, name.text)
    return tuple(scales)


def _scale(key: AnswerType, node: Node, findings: Findings) -> BankScale:
    meaning = ("type", "values", "favourable", "unfavourable")
    found = keys(node, findings, needed=("labels", "skip"), others=("emoji", *meaning))
    points = POINTS[key]
    for name in meaning:
        if name in found and not _means(name, found[name], points):
            findings.add(line_of(node, name), Reason.CHANGED_POINTS, name)
    words = labels(found.get("labels"), findings, longest=LONGEST_OPTION)
    skip = texts(found.get("skip"), findings, longest=LONGEST_OPTION)
    emoji = tuple(
        text(each, findings, longest=_LONGEST_EMOJI) for each in listed(found.get("emoji"), findings)
    )
    for language, labelled in words.pairs:
        if len(labelled) != points.labelled:
            findings.add(line_of(found.get("labels"), language), Reason.LABEL_COUNT, str(points.labelled))
    if "emoji" in found and len(emoji) != len(points.values):
        findings.add(line_of(node, "emoji"), Reason.LABEL_COUNT, str(len(points.values)))
    for language in sorted(set(words.languages) ^ set(skip.languages)):
        findings.add(line_of(node, "skip"), Reason.LANGUAGES_DIFFER, language)
    return BankScale(key, words, skip, emoji)


def _means(name: str, node: Node, points: Points) -> bool:
    """Whether a file says of a scale what is fixed for it."""
    unheard = Findings()
    if name == "type":
        return text(node, unheard, longest=_LONGEST_LICENCE) == points.type
    values = tuple(number(entry, unheard) for entry in listed(node, unheard))
    return values == getattr(points, name) and not unheard.first()


def _items(node: Node | None, themes: tuple[Theme, ...], findings: Findings) -> tuple[Item, ...]:
    written = listed(node, findings)
    if node and not written:
        findings.add(node.line, Reason.EMPTY)
    if len(written) > MOST_ITEMS:
        findings.add(written[MOST_ITEMS].line, Reason.TOO_MANY_ITEMS, str(MOST_ITEMS))
    checking = ItemCheck({theme.key for theme in themes}, findings)
    items = (checking.item(entry) for entry in written[:MOST_ITEMS])
    return tuple(item for item in items if item)
