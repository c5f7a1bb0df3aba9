"""Questions: what is asked, on which scale, and for the sake of what."""

from dataclasses import dataclass

from survey.ids import QuestionId
from survey.scales import Scale

LONGEST_QUESTION = 200
LONGEST_OPTION = 60
MOST_OPTIONS = 10


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question before it is stored.

    Attributes:
        key: stable name people type, e.g. ``STR-01`` or ``Q1``.
        text: the question in full.
        theme: what it serves, in words, shown on every card; empty where nobody said.
        anchor: asked every week, so that one series has no gaps.
        reverse: an answer of 5 is the unfavourable end; figures are turned (6 - x) before everything.
        sensitive: needs the higher display floor.
    """

    key: str
    text: str
    scale: Scale
    theme: str = ""
    anchor: bool = False
    reverse: bool = False
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A stored question."""

    id: QuestionId
    key: str
    text: str
    scale: Scale
    theme: str
    anchor: bool
    reverse: bool
    sensitive: bool
    retired: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """How often and how lately a question was asked to a team; weeks count from any fixed Monday."""

    question: Question
    last_week: int | None


def choose(questions: tuple[Asked, ...], *, week: int, count: int) -> tuple[Question, ...]:
    """Pick the questions of one round: anchors first, then those that waited longest.

    Args:
        questions: every question that may be asked, with the week it was last asked to this team.
        week: the week planned, on the same count as ``Asked.last_week``.
        count: how many questions the round has.

    Returns:
        At most ``count`` questions. The same input always gives the same plan, and a question never asked
        comes before any that was.
    """

    def waited(asked: Asked) -> tuple[bool, int, str]:
        weeks = week - asked.last_week if asked.last_week is not None else week + 1_000_000
        return (not asked.question.anchor, -weeks, asked.question.key)

    askable = [asked for asked in questions if not asked.question.retired]
    return tuple(asked.question for asked in sorted(askable, key=waited)[:count])
