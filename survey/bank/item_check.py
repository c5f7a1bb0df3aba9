"""Reads the items of a bank, and knows the ones before, because no two may be the same."""

from survey.bank.fields import flag, key_named, keys, labels, member, text, texts
from survey.bank.findings import Findings, Reason
from survey.bank.items import GOAL, POINTS, AnswerType, Item, Labels, Part, Texts
from survey.bank.nodes import Node, line_of
from survey.questions import LONGEST_OPTION, LONGEST_QUESTION, MOST_OPTIONS

FEWEST_OPTIONS = 2
_NEEDED = ("id", "scale", "text")
_OTHERS = ("theme", "reverse", "marker", "in_turn", "anchor", "sensitive", "set", "options")


class ItemCheck:
    """One pass over the items of a file."""

    def __init__(self, themes: set[str], findings: Findings) -> None:
        """Take the keys of the bank's themes, and where to note what is wrong."""
        self._themes = themes
        self._findings = findings
        self._ids: set[str] = set()
        self._asked: dict[tuple[str, str], str] = {}
        self._markers: dict[str, str] = {}

    def item(self, node: Node) -> Item | None:
        """The item, or None where it cannot even be guessed what was meant; everything wrong is noted."""
        found = keys(node, self._findings, needed=_NEEDED, others=_OTHERS)
        scale = member(found.get("scale"), AnswerType, self._findings, Reason.UNKNOWN_SCALE)
        part = (
            member(found["set"], Part, self._findings, Reason.UNKNOWN_PART) if "set" in found else Part.CORE
        )
        key = self._id(node, found.get("id"))
        wording = self._texts(found.get("text"), key, part)
        theme = self._theme(found.get("theme"))
        if scale is None or part is None:
            return None
        item = Item(
            id=key,
            theme=theme,
            scale=scale,
            texts=wording,
            reverse=flag(found.get("reverse"), self._findings),
            marker=flag(found.get("marker"), self._findings),
            sensitive=flag(found.get("sensitive"), self._findings),
            part=part,
            anchor=flag(found.get("anchor"), self._findings),
            in_turn=flag(found.get("in_turn"), self._findings),
            options=self._options(node, found.get("options"), scale, wording),
        )
        self._points(node, item)
        return item

    def _id(self, item: Node, node: Node | None) -> str:
        name = text(node, self._findings, longest=LONGEST_OPTION)
        key = key_named(name, line_of(item, "id"), self._findings) if name else ""
        if key and key.casefold() in self._ids:
            self._findings.add(line_of(item, "id"), Reason.DUPLICATE_ID, key)
        self._ids.add(key.casefold())
        return key

    def _theme(self, node: Node | None) -> str:
        theme = text(node, self._findings, longest=LONGEST_OPTION)
        if node and theme and theme not in self._themes:
            self._findings.add(node.line, Reason.UNKNOWN_THEME, theme)
        return theme

    def _texts(self, node: Node | None, key: str, part: Part | None) -> Texts:
        wording = texts(node, self._findings, longest=LONGEST_QUESTION)
        for language, words in wording.pairs:
            line = line_of(node, language)
            if words and part is Part.GOAL_TEMPLATE and GOAL not in words:
                self._findings.add(line, Reason.GOAL_MISSING, language)
            if part and part is not Part.GOAL_TEMPLATE and GOAL in words:
                self._findings.add(line, Reason.GOAL_UNEXPECTED, language)
            other = self._asked.setdefault((language, words.casefold()), key)
            if words and other != key:
                self._findings.add(line, Reason.DUPLICATE_TEXT, other)
        return wording

    def _options(self, item: Node, node: Node | None, scale: AnswerType, wording: Texts) -> Labels:
        options = labels(node, self._findings, longest=LONGEST_OPTION)
        if not scale.takes_options:
            if node:
                self._findings.add(line_of(item, "options"), Reason.OPTIONS_UNUSED, scale)
            return Labels(())
        if node is None:
            self._findings.add(item.line, Reason.MISSING_KEY, "options")
            return options
        for language, words in options.pairs:
            if not FEWEST_OPTIONS <= len(words) <= MOST_OPTIONS:
                self._findings.add(line_of(node, language), Reason.OPTION_COUNT, str(len(words)))
            if len(words) != len(options.pairs[0][1]):
                self._findings.add(line_of(node, language), Reason.OPTIONS_DIFFER, language)
        for language in sorted(set(options.languages) ^ set(wording.languages)):
            self._findings.add(line_of(item, "options"), Reason.LANGUAGES_DIFFER, language)
        return options

    def _points(self, node: Node, item: Item) -> None:
        if item.reverse and (item.scale not in POINTS or item.scale is AnswerType.RECOMMEND):
            self._findings.add(line_of(node, "reverse"), Reason.NEEDS_POINTS, "reverse")
        if not item.marker:
            return
        if not item.theme:
            self._findings.add(node.line, Reason.MISSING_KEY, "theme")
        if item.scale not in POINTS:
            self._findings.add(line_of(node, "marker"), Reason.NEEDS_POINTS, "marker")
        other = self._markers.setdefault(item.theme, item.id)
        if other != item.id:
            self._findings.add(line_of(node, "marker"), Reason.SECOND_MARKER, other)
