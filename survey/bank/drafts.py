"""Items of a bank as questions of a workspace."""

from survey.bank.items import Bank, Item, Labels, Part, Texts, Theme
from survey.goals import Goal
from survey.questions import QuestionDraft, Role, Wording
from survey.scales import Scale, scale_of

_ORIGINAL = "en"
_ROLES = {Part.BASELINE: Role.BASELINE, Part.GOAL_TEMPLATE: Role.GOAL}
ANCHOR = "GEN-01"
"""The item a new workspace asks every week: how the week felt."""


def draft(item: Item, bank: Bank) -> QuestionDraft:
    """A question that asks what an item says, in all its languages."""
    theme = bank.theme(item.theme)
    return QuestionDraft(
        key=item.id,
        text=item.texts.in_language(_ORIGINAL),
        scale=_scale(item, _ORIGINAL),
        theme=theme.names.in_language(_ORIGINAL) if theme else "",
        theme_key=item.theme,
        role=role(item),
        reverse=item.reverse,
        sensitive=item.sensitive,
        wordings=_wordings(item, theme),
    )


def to_start_with(bank: Bank) -> tuple[QuestionDraft, ...]:
    """What a new workspace asks: how the week felt, the marker of each theme, and what looks closer at it."""
    items = (*bank.of_part(Part.GENERAL), *bank.of_part(Part.CORE))
    return tuple(draft(item, bank) for item in items)


def role(item: Item) -> Role:
    """What an item is in the rotation; one that does not take turns waits until it is chosen."""
    if item.part in _ROLES:
        return _ROLES[item.part]
    if item.anchor or item.id == ANCHOR:
        return Role.ANCHOR
    turning = item.in_turn or (item.marker and item.part is Part.CORE)
    return Role.MARKER if turning else Role.DEPTH


def goal_drafts(bank: Bank, goal: Goal) -> tuple[QuestionDraft, ...]:
    """The questions about a goal, in its own words; each serves the goal and no theme beside it."""
    return tuple(
        QuestionDraft(
            key=f"{item.id}.{goal.number}",
            text=item.for_goal(goal.words).in_language(_ORIGINAL),
            scale=_scale(item, _ORIGINAL),
            theme=goal.words,
            theme_key=f"goal {goal.number}",
            role=Role.GOAL,
            goal=goal.id,
            wordings={language: Wording(text) for language, text in item.for_goal(goal.words).pairs},
        )
        for item in bank.of_part(Part.GOAL_TEMPLATE)
    )


def _scale(item: Item, language: str) -> Scale:
    options = item.options.in_language(language) if item.scale.takes_options else ()
    return scale_of(item.scale, options)


def _wordings(item: Item, theme: Theme | None) -> dict[str, Wording]:
    return {
        language: Wording(text, theme=_named(theme, language), options=_options(item.options, language))
        for language, text in item.texts.pairs
    }


def _named(theme: Theme | None, language: str) -> str:
    return _exactly(theme.names, language) if theme else ""


def _exactly(texts: Texts, language: str) -> str:
    return dict(texts.pairs).get(language, "")


def _options(options: Labels, language: str) -> tuple[str, ...]:
    return dict(options.pairs).get(language, ())
