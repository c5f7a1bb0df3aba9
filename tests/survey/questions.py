"""Questions for tests."""

from survey.ids import QuestionId
from survey.questions import Question, QuestionDraft, Role
from survey.scales import AGREE, Scale


def question(
    key: str = "Q1",
    *,
    number: int = 1,
    scale: Scale = AGREE,
    anchor: bool = False,
    reverse: bool = False,
    sensitive: bool = False,
    retired: bool = False,
    theme: str = "Strategy",
) -> Question:
    """A question with everything but what a test is about left as usual."""
    return Question(
        id=QuestionId(number),
        key=key,
        text=f"The question {key}?",
        scale=scale,
        theme=theme,
        theme_key=theme.lower(),
        role=Role.ANCHOR if anchor else Role.MARKER,
        reverse=reverse,
        sensitive=sensitive,
        retired=retired,
    )


def stored(draft: QuestionDraft, *, number: int = 1) -> Question:
    """A draft as the database would give it back."""
    return Question(
        id=QuestionId(number),
        key=draft.key,
        text=draft.text,
        scale=draft.scale,
        theme=draft.theme,
        theme_key=draft.theme_key,
        role=draft.role,
        reverse=draft.reverse,
        sensitive=draft.sensitive,
        retired=False,
        goal=draft.goal,
        wordings=tuple((draft.wordings or {}).items()),
    )
