"""Takes a bank over into a workspace: new questions are added, changed ones versioned, none is deleted."""

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlmodel import Session

from locales.speech import say
from storage import questions
from survey.bank.differences import asks_otherwise, is_moved, is_reworded
from survey.bank.drafts import draft
from survey.bank.items import Bank, Item, Part
from survey.errors import InputError
from survey.ids import WorkspaceId
from survey.questions import Question, QuestionDraft


class Outcome(StrEnum):
    """What became of one item."""

    ADDED = "added"
    VERSIONED = "versioned"
    """It asks something else now, as a new version."""
    REWORDED = "reworded"
    """It asks the same in other words, or serves another theme."""
    SAME = "same"
    RETIRED = "retired"
    """The question is retired here, and stays so."""
    TEMPLATE = "template"
    """It is about a goal, and is asked when a goal is set."""


CHANGES = (Outcome.ADDED, Outcome.VERSIONED, Outcome.REWORDED)
"""After these something is asked in another way than before."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many items had which outcome."""

    counts: tuple[tuple[Outcome, int], ...]

    def of(self, outcome: Outcome) -> int:
        """How many had this outcome."""
        return dict(self.counts).get(outcome, 0)

    @property
    def changed(self) -> bool:
        """Whether anything is different now."""
        return any(self.of(each) for each in CHANGES)


def take(session: Session, workspace: WorkspaceId, bank: Bank) -> Taken:
    """Take every item over, or none where one cannot be.

    Raises:
        InputError: another question asks exactly what an item does; the caller's transaction is lost.
    """
    counted = Counter(_take(session, workspace, item, bank) for item in bank.items)
    return Taken(tuple((outcome, counted[outcome]) for outcome in Outcome if counted[outcome]))


def _take(session: Session, workspace: WorkspaceId, item: Item, bank: Bank) -> Outcome:
    if item.part is Part.GOAL_TEMPLATE:
        return Outcome.TEMPLATE
    known = questions.find(session, workspace, item.id)
    try:
        if known is None:
            questions.add(session, workspace, draft(item, bank))
            return Outcome.ADDED
        if known.retired:
            return Outcome.RETIRED
        return _change(session, workspace, known, _beside(known, item, bank))
    except InputError as problem:
        raise InputError(say("{item}: {problem}", item=item.id, problem=problem)) from problem


def _change(session: Session, workspace: WorkspaceId, known: Question, wanted: QuestionDraft) -> Outcome:
    if asks_otherwise(known, wanted):
        questions.edit(session, workspace, wanted)
        return Outcome.VERSIONED
    if not is_reworded(known, wanted) and not is_moved(known, wanted):
        return Outcome.SAME
    questions.translate(session, workspace, wanted)
    questions.move(session, workspace, wanted)
    return Outcome.REWORDED


def _beside(known: Question, item: Item, bank: Bank) -> QuestionDraft:
    """What an item makes of a question that is there already: its goal and its turns are the workspace's."""
    wanted = draft(item, bank)
    written = _written_in(known, item)
    if written is not None and (wanted.text, wanted.scale) != (known.text, known.scale):
        wanted = _in_the_words_of(known, wanted, item, bank, written)
    wanted = replace(wanted, key=known.key, role=known.role, goal=known.goal)
    if known.goal is not None or wanted.theme == known.theme:
        return replace(wanted, theme=known.theme, theme_key=known.theme_key)
    return wanted


def _written_in(known: Question, item: Item) -> str | None:
    """The language of an item in which a question was written; two may share its text, not its options."""
    same = [language for language, text in item.texts.pairs if text == known.text]
    options = dict(item.options.pairs)
    return next((each for each in same if options.get(each) == known.scale.labels), same[0] if same else None)


def _in_the_words_of(
    known: Question, wanted: QuestionDraft, item: Item, bank: Bank, written: str
) -> QuestionDraft:
    """A draft whose original is in the language that a question was written in here."""
    theme = bank.theme(item.theme)
    wanted = replace(wanted, text=known.text, theme=theme.names.in_language(written) if theme else "")
    if not item.scale.takes_options:
        return wanted
    return replace(wanted, scale=replace(wanted.scale, labels=dict(item.options.pairs)[written]))
