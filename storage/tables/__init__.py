"""The rows. Nobody outside storage sees them; what is kept of answers, and what never is, shows here.

Tables that hold anything of an answer are ``WITHOUT ROWID``: SQLite's hidden row number would keep the order
in which people answered (SCIENCE P15). None of them has a column of time (P16), and nothing but the round
joins them to the list of who took part (P12).
"""

from storage.tables.answers import (
    CommentRow,
    ParticipationRow,
    ReleaseRow,
    SealedAnswerRow,
    SealedCommentRow,
    TallyRow,
    WrittenAnswerRow,
)
from storage.tables.audit import AuditRow, KeyCheckRow
from storage.tables.base import Row, table
from storage.tables.installations import InstallationRow, OrgWorkspaceRow, UsedStateRow
from storage.tables.people import DayOffRow, PersonRow, ReferenceRow, TeamMemberRow, TeamRow, WorkspaceRow
from storage.tables.pictures import PictureRow
from storage.tables.questions import BaselineRow, GoalRow, PlanChangeRow, QuestionRow
from storage.tables.rounds import (
    DeliveryRow,
    PatienceRow,
    PulseRow,
    RoundQuestionRow,
    RoundRow,
    RoundTalkRow,
    RoundTeamRow,
)

__all__ = [
    "AuditRow",
    "BaselineRow",
    "CommentRow",
    "DayOffRow",
    "DeliveryRow",
    "GoalRow",
    "InstallationRow",
    "KeyCheckRow",
    "OrgWorkspaceRow",
    "ParticipationRow",
    "PatienceRow",
    "PersonRow",
    "PictureRow",
    "PlanChangeRow",
    "PulseRow",
    "QuestionRow",
    "ReferenceRow",
    "ReleaseRow",
    "RoundQuestionRow",
    "RoundRow",
    "RoundTalkRow",
    "RoundTeamRow",
    "Row",
    "SealedAnswerRow",
    "SealedCommentRow",
    "TallyRow",
    "TeamMemberRow",
    "TeamRow",
    "UsedStateRow",
    "WorkspaceRow",
    "WrittenAnswerRow",
    "table",
]
