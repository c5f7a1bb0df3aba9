"""Rule after rule: checked here, or shown by tests because no installation can show it."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app import store
from app.settings import Settings
from app.verify import disk, stored
from app.verify.installation import CannotTellError, Installation, look_first, looked_at
from app.verify.stored import Findings
from storage import audit, data_keys
from storage.database import reading

Check = Callable[[Installation], Findings]

_AGAIN = 2.0
"""Seconds after which a finding is looked for again: a round may have been closing just then."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of SCIENCE 5.5; without checks, ``shown_by`` names the tests that prove it."""

    name: str
    about: str
    checks: tuple[Check, ...] = ()
    shown_by: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a rule; ``untold`` says why it could not be checked here."""

    rule: Rule
    findings: tuple[str, ...] = ()
    untold: str = ""


def whole_log(there: Installation) -> Findings:
    """The chain of the audit log is whole, and nothing can be taken out of it."""
    with reading(there.engine) as session:
        broken = audit.first_broken(session)
    guards = {name for name in stored.GUARDS if name.startswith("audit")}
    found = [f"the audit log was changed at row {broken}"] if broken is not None else []
    return found + stored.missing(there, guards)


def known_word(there: Installation) -> Findings:
    """A wrong key would be told at the start."""
    rows = there.ask("SELECT count(*) FROM key_check")
    return [] if rows[0][0] == 1 else ["no known word tells a wrong key at the start; start Pulssi once"]


RULES = (
    Rule("P1", "no figure of fewer answers than promised", (stored.small_figures,)),
    Rule("P2", "no floor under five, none can be lowered", (stored.low_floors,)),
    Rule("P3", "nothing is counted before a round closes", (stored.early_figures,)),
    Rule("P4", "closed rounds cannot be changed", (stored.unguarded_rounds,)),
    Rule("P5", "few answers are told as bands, ends are coded", (stored.telling_figures,)),
    Rule("P6", "figures shown together are audited together", shown_by="tests/survey/test_gate.py"),
    Rule("P7", "groups published together tell of no small one", shown_by="tests/survey/test_ledger.py"),
    Rule("P8", "a hidden week is in no later sum", shown_by="tests/survey/test_closed_weeks.py"),
    Rule("P9", "few who came or went do not show", shown_by="tests/survey/test_ledger.py"),
    Rule("P10", "one background variable at a time", shown_by="tests/survey/test_breakdown.py"),
    Rule("P11", "a lead is not asked with the own team", shown_by="tests/storage/test_recipients.py"),
    Rule("P12", "nothing joins who took part to answers", (stored.joined_columns,)),
    Rule("P13", "keys are gone, and nothing here opens a token", (disk.dead_keys,)),
    Rule("P14", "all is sealed and nobody else can read it", (stored.told_lengths, disk.readable_files)),
    Rule("P15", "no table of answers keeps their order", (stored.ordered_tables,)),
    Rule("P16", "no table of answers has a time", (stored.timed_answers,)),
    Rule("P17", "logs name nobody and no answer", (disk.telling_logs,)),
    Rule("P18", "what is deleted is gone from every file", (disk.traces,)),
    Rule("P19", "backups have no key and no open round", (disk.telling_copies,)),
    Rule("P20", "no message repeats what was chosen", shown_by="tests/bot/test_not_kept.py"),
    Rule("P21", "no row has two answers of one person", (stored.joined_columns,)),
    Rule("P22", "comments are encrypted and tied to nobody", (stored.loose_comments,)),
    Rule("P23", "words and pictures get gated figures only", shown_by="tests/test_habits.py"),
    Rule("P24", "who took part or was reminded is gone", (stored.named_reminders,)),
    Rule("P25", "nothing of a person outlives its promise", (stored.kept_too_long,)),
    Rule("Log", "the audit log is whole", (whole_log,)),
    Rule("Key", "a wrong secret key stops the start", (known_word,)),
)


def examine(
    settings: Settings,
    *,
    logs: Sequence[Path],
    backups: Sequence[Path],
    at: datetime,
    wait: Callable[[float], None] = time.sleep,
) -> list[Outcome]:
    """Check every rule; a finding counts when it is there twice, since Pulssi may be running.

    Raises:
        SettingsError: there is nothing to check.
    """
    key, seen = _configured(settings), look_first(settings)

    def look() -> list[Outcome]:
        with looked_at(settings, logs=logs, backups=backups, key=key, seen=seen, at=at) as there:
            return [_outcome(rule, there) for rule in RULES]

    first = look()
    if not any(each.findings for each in first):
        return first
    wait(_AGAIN)
    before = {found for each in first for found in each.findings}
    return [
        Outcome(each.rule, tuple(found for found in each.findings if found in before), each.untold)
        for each in look()
    ]


def lines(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """One line a rule, and one for each finding."""
    for outcome in outcomes:
        rule = outcome.rule
        if outcome.findings:
            yield from (f"FIND  {rule.name:<4} {found}" for found in outcome.findings)
        elif outcome.untold:
            yield f"skip  {rule.name:<4} {rule.about}: {outcome.untold}"
        elif rule.shown_by:
            yield f"test  {rule.name:<4} {rule.about}: shown by {rule.shown_by}"
        else:
            yield f"pass  {rule.name:<4} {rule.about}"


def _outcome(rule: Rule, there: Installation) -> Outcome:
    try:
        findings = tuple(found for check in rule.checks for found in check(there))
    except CannotTellError as problem:
        return Outcome(rule, untold=str(problem))
    return Outcome(rule, findings)


def _configured(settings: Settings) -> bytes | None:
    configured = store.configured_key(settings)
    return data_keys.parse(configured) if configured else None
