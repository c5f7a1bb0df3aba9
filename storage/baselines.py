"""Since when a team is asked the customer baseline, and how."""

from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from storage import questions
from storage.bank.shipped import shipped
from storage.tables import BaselineRow
from storage.upserts import upsert
from survey.bank.drafts import draft
from survey.bank.items import Part
from survey.ids import TeamId, WorkspaceId
from survey.weeks import Week


@dataclass(frozen=True, slots=True)
class Baseline:
    """A team's runs of the baseline, the others half a year after each other.

    Attributes:
        first_week: in which the first run begins, or the first week after it that has a round.
        spread: whether it is asked a few questions a week, and not as one form.
    """

    first_week: Week
    spread: bool


def start(session: Session, team: TeamId, wanted: Baseline) -> None:
    """Run the baseline from a week on; takes the place of what was planned of it before."""
    statement = upsert(session, BaselineRow).values(
        team_id=team, first_week=str(wanted.first_week), spread=wanted.spread
    )
    new = {name: statement.excluded[name] for name in ("first_week", "spread")}
    session.exec(statement.on_conflict_do_update(index_elements=["team_id"], set_=new))


def stop(session: Session, team: TeamId) -> bool:
    """Ask nothing more of the baseline; what was answered stays. False where none was planned."""
    return session.exec(delete(BaselineRow).where(col(BaselineRow.team_id) == team)).rowcount == 1


def of_team(session: Session, team: TeamId) -> Baseline | None:
    """What is planned of the baseline."""
    row = session.exec(select(BaselineRow).where(col(BaselineRow.team_id) == team)).one_or_none()
    return Baseline(Week.parse(row.first_week), row.spread) if row else None


def bring_questions(session: Session, workspace: WorkspaceId) -> int:
    """Take those questions of the baseline into a workspace that it never had; returns how many.

    One that was retired stays so.
    """
    bank = shipped()
    return questions.add_new(session, workspace, (draft(item, bank) for item in bank.of_part(Part.BASELINE)))
