"""Which questions a week asks: one rule after the other fills its places (SCIENCE 3.1 to 3.3)."""

from collections.abc import Iterable, Mapping, Sequence

from survey.questions import Role
from survey.rotation.baseline import due_baseline
from survey.rotation.candidates import Candidate, Rotation, Slots, longest_waiting
from survey.rotation.draft import Draft, Reason, WeekPlan, Why
from survey.rotation.goals import goals_in_turn
from survey.rotation.priority import Theme, Turn, themes, turns
from survey.rotation.wishes import NO_WISHES, Wishes
from survey.weeks import Week


def plan_week(
    candidates: Sequence[Candidate],
    rotation: Rotation,
    *,
    week: Week,
    signals: frozenset[str] = frozenset(),
    wishes: Wishes = NO_WISHES,
) -> WeekPlan:
    """Choose the questions of one week; the same input always gives the same plan.

    Anchors come first. The other places go to what was pinned, to the baseline while one is run, to chosen
    themes, to themes that signalled, to one goal, and then to the themes whose turn it is.

    Args:
        candidates: every question that may be asked, and when it last was.
        rotation: how they take turns.
        week: the week planned.
        signals: themes that signalled in the round before.
        wishes: what people want of this week.
    """
    slots = rotation.slots
    candidates = [candidate for candidate in candidates if candidate.lasts(week.index)]
    draft = Draft(candidates, week=week.index, wishes=wishes)
    known = themes(candidates)
    order = turns(known, week=week, slots=slots.turning, seed=rotation.seed)
    _anchors(draft, candidates, slots.anchors)
    _wanted(draft, wishes, due_baseline(candidates, since=rotation.baseline_since, week=week.index), slots)
    _chosen_themes(draft, known, wishes)
    _signals(draft, [turn.theme for turn in order if turn.theme.key in signals])
    _goal(draft, goals_in_turn(candidates, turning=slots.turning))
    _turns(draft, order, cycle=-(-len(order) // max(slots.turning, 1)) * rotation.every)
    return draft.plan(week)


def _anchors(draft: Draft, candidates: Iterable[Candidate], count: int) -> None:
    draft.room = count
    for anchor in longest_waiting(each for each in candidates if each.role is Role.ANCHOR):
        draft.offer(anchor, Reason.ANCHOR)


def _wanted(draft: Draft, wishes: Wishes, baseline: Sequence[Candidate], slots: Slots) -> None:
    """Pins and the baseline, which has more places than the rotation it replaces."""
    more = max(slots.baseline - slots.turning, 0) if baseline else 0
    draft.room = slots.turning + more
    for key in wishes.pinned:
        draft.offer_key(key, Reason.PINNED)
    for question in baseline:
        if draft.room:
            draft.offer(question, Reason.BASELINE)
    draft.room = max(draft.room - more, 0)


def _chosen_themes(draft: Draft, known: Mapping[str, Theme], wishes: Wishes) -> None:
    for key in wishes.themes:
        theme = known.get(key)
        if theme is None:
            draft.pass_over("", key, Why.GONE)
        elif not draft.covers(key) and not _look_closer(draft, theme, Reason.CHOSEN) and theme.markers:
            draft.offer(theme.markers[0], Reason.CHOSEN)


def _signals(draft: Draft, signalling: Iterable[Theme]) -> None:
    """One depth question a signal: what it says is no new signal, or one theme would crowd out the others."""
    for theme in signalling:
        if not draft.covers(theme.key) and not theme.has_answered_its_signal:
            _look_closer(draft, theme, Reason.SIGNAL)


def _goal(draft: Draft, goals: Iterable[Candidate]) -> None:
    """One place goes to goals while there are any."""
    for goal in goals:
        if not goal.rests(draft.week) and (draft.offer(goal, Reason.GOAL) or not draft.room):
            return


def _turns(draft: Draft, order: Iterable[Turn], *, cycle: int) -> None:
    """Themes whose turn it is; places still free go to those looked at closer longest ago."""
    early = []
    for turn in order:
        if not draft.room:
            return
        theme = turn.theme
        if draft.covers(theme.key):
            continue
        if not theme.markers[0].rests(draft.week):
            draft.offer(theme.markers[0], Reason.TURN)
        elif turn.is_due:
            _stand_in(draft, theme, cycle=cycle)
        else:
            early.append(theme)
    for theme in sorted(early, key=_looked_at):
        if draft.room:
            _stand_in(draft, theme, cycle=cycle)


def _looked_at(theme: Theme) -> int:
    return -1_000_000 if theme.last_depth is None else theme.last_depth


def _stand_in(draft: Draft, theme: Theme, *, cycle: int) -> None:
    """A depth question in the place of a marker that rests; at most one of its theme in a cycle."""
    last, marker = theme.last_depth, theme.markers[0]
    may_come = last is None or draft.week - last >= cycle
    if not (may_come and _look_closer(draft, theme, Reason.DEPTH)):
        draft.pass_over(marker.key, marker.theme, Why.RECENT)


def _look_closer(draft: Draft, theme: Theme, reason: Reason) -> bool:
    """Ask the depth question of a theme that waited longest, of those that may be asked."""
    for question in theme.depth:
        if draft.offer(question, reason):
            return True
        if not draft.room or question.rests(draft.week):
            return False
    return False
