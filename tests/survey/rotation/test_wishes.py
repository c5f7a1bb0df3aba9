from survey.plans import Change, PlanChange
from survey.rotation.wishes import Wishes, wishes_of
from tests.survey.rotation.bank import START


def test_changes_become_the_wishes_of_their_weeks() -> None:
    later = START.next()
    said = (
        PlanChange(START, Change.PIN, "STR-02"),
        PlanChange(later, Change.THEME, "CUS"),
        PlanChange(START, Change.PIN, "RES-02"),
        PlanChange(START, Change.SKIP, "CUS-01"),
        PlanChange(START, Change.SWAP, "SAF-01", instead="SAF-02"),
    )

    assert wishes_of(said) == {
        START: Wishes(
            pinned=("STR-02", "RES-02"), skipped=frozenset({"CUS-01"}), swapped={"SAF-01": "SAF-02"}
        ),
        later: Wishes(themes=("CUS",)),
    }
    assert wishes_of(()) == {}
