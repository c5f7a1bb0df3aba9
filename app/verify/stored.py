"""What the tables must and must not have, read in plain SQL; each check returns its exact findings."""

import json
from datetime import timedelta
from typing import Any

from app.verify.installation import CannotTellError, Installation
from survey.disclosure.figures import FLOOR
from survey.disclosure.floors import floor_of
from survey.retention import PERSON_LEVEL, kept_until

Findings = list[str]

SHAPES = {
    "participation": {"round_id", "person_id"},
    "sealed_answer": {"token", "round_id", "value"},
    "sealed_comment": {"token", "round_id", "value"},
    "tally": {"round_id", "question_id", "value", "count"},
    "release": {"round_id", "question_id", "figure"},
    "comment": {"round_id", "place", "text"},
    "written_answer": {"round_id", "question_id", "place", "text"},
}
"""The tables that hold anything of an answer, and all the columns they may have."""
OTHERS = {
    *(
        "alembic_serves",
        "alembic_version",
        "audit",
        "baseline",
        "day_off",
        "goal",
        "plan_change",
        "delivery",
        "key_check",
        "patience",
        "person",
        "pulse",
    ),
    *(
        "question",
        "round",
        "round_question",
        "round_talk",
        "round_team",
        "team",
        "team_member",
        "workspace",
    ),
    *("installation", "org_workspace", "used_state"),
    "picture",
    "reference",
    "sqlite_sequence",
    *(f"procrastinate_{name}" for name in ("events", "jobs", "periodic_defers", "workers")),
}
GUARDS = {
    "promise_kept": "round",
    "round_stays_closed": "round",
    "tally_written_once": "tally",
    "tally_never_changed": "tally",
    "release_written_once": "release",
    "release_never_changed": "release",
    "audit_never_changed": "audit",
    "audit_never_removed": "audit",
}
_ALL, _SOME = 20, 8
"""Fewest answers for a distribution, and for a mean (SCIENCE 5.3)."""
_SEALED_ANSWER, _SEALED_COMMENT, _SHORTEST = 44, 2030, 28


def small_figures(there: Installation) -> Findings:
    """P1: no released figure has fewer answers than its round promised."""
    return [
        f"round {round_id}, question {key}: a figure is out that fewer than {floor} people answered for"
        for round_id, key, floor, figure in _released(there)
        if figure["answers"] < floor
    ]


def low_floors(there: Installation) -> Findings:
    """P2: no round or team promises less than five, and the database refuses to lower a promise."""
    rounds = there.ask("SELECT id FROM round WHERE floor < :floor ORDER BY id", floor=FLOOR)
    teams = there.ask("SELECT team_id FROM pulse WHERE floor < :floor ORDER BY team_id", floor=FLOOR)
    found = [f"round {number} promises fewer than {FLOOR} answers" for (number,) in rounds]
    found += [f"team {number} has a floor under {FLOOR}" for (number,) in teams]
    return found + missing(there, {"promise_kept"})


def early_figures(there: Installation) -> Findings:
    """P3: nothing of an open round is counted or released."""
    return [
        f"round {number} is open and has rows in {table}"
        for table in ("tally", "release", "comment", "written_answer")
        for (number,) in there.ask(
            f"SELECT DISTINCT round_id FROM {table} WHERE round_id IN "  # noqa: S608 - our own names
            "(SELECT id FROM round WHERE state = 'open') ORDER BY round_id"
        )
        if number in there.rounds and there.rounds[number].is_open
    ]


def unguarded_rounds(there: Installation) -> Findings:
    """P4: the database refuses to change what is closed."""
    return missing(there, {name for name in GUARDS if name.startswith(("round", "tally", "release"))})


def telling_figures(there: Installation) -> Findings:
    """P5: bands alone under eight answers, distributions from twenty."""
    found = []
    for round_id, key, _, figure in _released(there):
        if figure.get("mean") and figure["answers"] < _SOME:
            found.append(f"round {round_id}, question {key}: a mean of fewer than {_SOME} answers is out")
        if figure.get("counts") and figure["answers"] < _ALL:
            found.append(
                f"round {round_id}, question {key}: single counts of fewer than {_ALL} answers are out"
            )
    return found


def joined_columns(there: Installation) -> Findings:
    """P12: nothing but the round joins who took part to what was answered."""
    tables = there.tables()
    found = [f"table {name} is not Pulssi's" for name in sorted(set(tables) - set(SHAPES) - OTHERS)]
    for name, allowed in SHAPES.items():
        columns = set(tables.get(name, {}))
        found += [f"{name} has a column {column} that nobody expects" for column in sorted(columns - allowed)]
        found += [f"{name} has lost its column {column}" for column in sorted(allowed - columns)]
    return found


def ordered_tables(there: Installation) -> Findings:
    """P15: the tables of answers have no hidden row number, which would keep the order of answers."""
    if there.database is None:
        raise CannotTellError(
            "PostgreSQL writes groups of answers in the order of arrival, until the round closes"
        )
    made = dict(there.ask("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    return [
        f"{name} keeps the order in which its rows came (no WITHOUT ROWID)"
        for name in SHAPES
        if "WITHOUT ROWID" not in str(made.get(name, "")).upper()
    ]


def timed_answers(there: Installation) -> Findings:
    """P16: no table of answers has a column of time."""
    tables = there.tables()
    return [
        f"{name}.{column} is a time"
        for name in SHAPES
        for column, kind in tables.get(name, {}).items()
        if "TIME" in kind.upper() or "DATE" in kind.upper() or column.endswith("_at")
    ]


def told_lengths(there: Installation) -> Findings:
    """P14: everything sealed of one kind has one length, so nothing is in the clear."""
    lengths = (("sealed_answer", "value", _SEALED_ANSWER), ("sealed_comment", "value", _SEALED_COMMENT))
    return [
        f"round {number} has a row in {table} that is not sealed as all others are"
        for table, column, length in lengths
        for (number,) in there.ask(
            f"SELECT DISTINCT round_id FROM {table} WHERE length({column}) <> :length",  # noqa: S608
            length=length,
        )
    ]


def loose_comments(there: Installation) -> Findings:
    """P22: words are tied to nothing but a closed round, and the question that asked for them; encrypted."""
    found = []
    for table, what in (("comment", "comment"), ("written_answer", "written answer")):
        clear = there.ask(
            f"SELECT DISTINCT round_id FROM {table} WHERE length(text) < :length",  # noqa: S608 - our own names
            length=_SHORTEST,
        )
        columns = set(there.tables().get(table, {})) - SHAPES[table]
        found += [f"round {number} has a {what} that is not encrypted" for (number,) in clear]
        found += [f"{what}s have a column {column}" for column in sorted(columns)]
    return found


def named_reminders(there: Installation) -> Findings:
    """P24: of a round that is over, nobody can say who took part or was reminded."""
    return _left_of_over(there, ("participation", "delivery WHERE kind = 'reminder'"))


def kept_too_long(there: Installation) -> Findings:
    """P25: nothing of a person is kept of closed rounds beyond what was promised."""
    found = _left_of_over(there, ("sealed_answer", "sealed_comment"))
    # The job that deletes runs once a day.
    now = there.at - timedelta(days=2)
    for known in there.rounds.values():
        if not known.is_open and kept_until(known.closes_at, known.retention_months) <= now:
            found.append(
                f"round {known.id} is kept longer than the {known.retention_months} months it promised"
            )
    asked = there.ask("SELECT DISTINCT round_id FROM delivery WHERE person_id IS NOT NULL ORDER BY round_id")
    for (number,) in asked:
        known_round = there.rounds.get(number)
        if known_round and not known_round.is_open and known_round.closes_at <= now - PERSON_LEVEL:
            found.append(f"who was asked in round {number} is still known after {PERSON_LEVEL.days} days")
    return found


def _left_of_over(there: Installation, places: tuple[str, ...]) -> Findings:
    return [
        f"round {number} is over and has rows in {place.partition(' ')[0]}"
        for place in places
        for (number,) in there.ask(f"SELECT DISTINCT round_id FROM {place} ORDER BY 1")  # noqa: S608
        if there.is_over(number)
    ]


def _released(there: Installation) -> list[tuple[int, str, int, dict[str, Any]]]:
    """Round, question, the floor that held for both, and the figure, of everything that was let out."""
    rows = there.ask(
        "SELECT release.round_id, question.key, question.sensitive, release.figure FROM release "
        "JOIN question ON question.id = release.question_id ORDER BY release.round_id, question.id"
    )
    told = [(row, json.loads(row[3]) if isinstance(row[3], str) else row[3]) for row in rows]
    return [
        (number, key, floor_of(sensitive=bool(sensitive), floor=there.rounds[number].floor), figure)
        for (number, key, sensitive, _), figure in told
        if "answers" in figure and number in there.rounds
    ]


def missing(there: Installation, names: set[str]) -> Findings:
    """The guards of these names that are not where they belong."""
    if there.database is None:
        rows = there.ask(
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND tgenabled <> 'D'"
        )
    else:
        rows = there.ask("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
    known = dict(rows)
    return [f"the guard {name} is missing" for name in sorted(names) if known.get(name) != GUARDS[name]]
