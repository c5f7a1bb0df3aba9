"""The questions a workspace starts with: the mood of the week, and four theme markers that take turns."""

from survey.questions import QuestionDraft, Role
from survey.scales import AGREE, MOOD

STARTER_QUESTIONS = (
    QuestionDraft(
        key="GEN-01",
        text="How did your work week feel?",
        scale=MOOD,
        theme="How we are doing",
        role=Role.ANCHOR,
    ),
    QuestionDraft(
        key="STR-01",
        text="This week I could see how my tasks serve our most important goals.",
        scale=AGREE,
        theme="Strategy into daily work",
    ),
    QuestionDraft(
        key="RES-01",
        text="The work we call most important gets enough people and time.",
        scale=AGREE,
        theme="Resources for what matters",
    ),
    QuestionDraft(
        key="CUS-01",
        text="This week I learned something about how a customer experiences what we do.",
        scale=AGREE,
        theme="Customer understanding",
    ),
    QuestionDraft(
        key="IDE-01",
        text="This week I could influence how we do our work.",
        scale=AGREE,
        theme="Ideas and influence",
    ),
)
"""Items of the project's own question bank (CC0)."""
