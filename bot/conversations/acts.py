"""The audit log in words: its rows are English and stay as they are; who reads them has a language."""

import re
from collections.abc import Callable

from bot.conversations.messages import quoted
from locales.speech import marked, say, say_count, say_in
from survey.audit import Act
from survey.ids import PersonId

_WEEK = r"\d{4}-W(?P<number>\d+)"
DETAILS = tuple(
    (re.compile(pattern), message)
    for pattern, message in (
        (r"added person (?P<person>\d+)", marked("added {person}")),
        (r"removed person (?P<person>\d+)", marked("removed {person}")),
        (r"added as (?P<team>.+), a lead named", marked("added as {team}, a lead named")),
        (r"added as (?P<team>.+)", marked("added as {team}")),
        (
            r"members read anew, called (?P<team>.+), a lead named",
            marked("members read anew, called {team}, a lead named"),
        ),
        (r"members read anew, called (?P<team>.+)", marked("members read anew, called {team}")),
        (r"removed", marked("removed")),
        (r"asked together with (?P<team>.+)", marked("asked together with {team}")),
        (r"asked on its own", marked("asked on its own")),
        (r"day off (?P<day>\S+) added", marked("day off {day} added")),
        (r"day off (?P<day>\S+) removed", marked("day off {day} removed")),
        (r"(?P<question>\S+) added", marked("{question} added")),
        (r"(?P<question>\S+) retired", marked("{question} retired")),
        (r"goal (?P<number>\d+) added", marked("goal {number} added")),
        (r"goal (?P<number>\d+) closed", marked("goal {number} closed")),
        (r"talked about (?P<week>\S+)", marked("talked about {week}")),
        (r"(?P<question>\S+) edited", marked("{question} edited")),
        (r"(?P<question>\S+) translated", marked("{question} worded anew in other languages")),
        (
            r"(?P<question>\S+) reassigned",
            marked("{question} serves something else, or comes in another turn"),
        ),
        (
            r"(?P<question>\S+) translated and reassigned",
            marked("{question} worded anew in other languages, and serves something else"),
        ),
        (r"(?P<question>\S+) asked again", marked("{question} asked again")),
        (r"paused until (?P<day>\S+)", marked("paused until {day}")),
        (r"paused", marked("paused")),
        (r"resumed", marked("resumed")),
        (_WEEK, marked("week {number}")),
        (r"opened by an admin", marked("opened by an admin")),
        (r"opened by a lead", marked("opened by a lead")),
        (r"opened by a member", marked("opened by a member")),
        (r"opened as a file by an admin", marked("opened as a file by an admin")),
        (r"opened as a file by a lead", marked("opened as a file by a lead")),
        (r"opened as a file by a member", marked("opened as a file by a member")),
        (r"shown", marked("shown")),
        (rf"pin (?P<question>\S+) {_WEEK}", marked("{question} pinned for week {number}")),
        (rf"skip (?P<question>\S+) {_WEEK}", marked("{question} skipped in week {number}")),
        (
            rf"swap (?P<question>\S+) (?P<instead>\S+) {_WEEK}",
            marked("{question} swapped for {instead} in week {number}"),
        ),
        (rf"theme (?P<theme>\S+) {_WEEK}", marked("theme {theme} chosen for week {number}")),
        (rf"reset (?P<what>\S+) {_WEEK}", marked("{what} left to the rotation again in week {number}")),
        (rf"baseline spread from {_WEEK}", marked("spread over weeks, from week {number} on")),
        (rf"baseline at once from {_WEEK}", marked("all at once, in week {number}")),
        (r"baseline stopped", marked("ended")),
    )
)
"""What commands write down, and how it is said; what is typed, like ``floor=6``, reads alike everywhere."""
_GONE = re.compile(r"(\d+) (rounds|comments|invitations|sealed)(?:, |$)")


def name(act: Act) -> str:
    """What an act is called."""
    words = {
        Act.SET_UP: say_in("act in the audit log", "set up"),
        Act.ADMIN: say_in("act in the audit log", "admin"),
        Act.TEAM: say_in("act in the audit log", "team"),
        Act.QUESTION: say_in("act in the audit log", "question"),
        Act.BANK: say_in("act in the audit log", "bank"),
        Act.GOAL: say_in("act in the audit log", "goal"),
        Act.PLAN: say_in("act in the audit log", "plan"),
        Act.BASELINE: say_in("act in the audit log", "baseline"),
        Act.LANGUAGE: say_in("act in the audit log", "language"),
        Act.LEAD: say_in("act in the audit log", "lead"),
        Act.SCHEDULE: say_in("act in the audit log", "schedule"),
        Act.CALENDAR: say_in("act in the audit log", "calendar"),
        Act.PAUSE: say_in("act in the audit log", "pause"),
        Act.ASK_NOW: say_in("act in the audit log", "ask now"),
        Act.DIGEST_NOW: say_in("act in the audit log", "digest now"),
        Act.PROMISE: say_in("act in the audit log", "promise"),
        Act.REPORT: say_in("act in the audit log", "report"),
        Act.AUDIT: say_in("act in the audit log", "audit"),
        Act.FORGET: say_in("act in the audit log", "forget"),
        Act.PURGE: say_in("act in the audit log", "purge"),
        Act.KEYS: say_in("act in the audit log", "keys"),
        Act.BACKUP: say_in("act in the audit log", "backup"),
        Act.RESTORE: say_in("act in the audit log", "restore"),
    }
    return words[act]


def numbered(person: PersonId) -> str:
    """Somebody by the number that the log has for them."""
    return say("person {number}", number=person)


def detail(stored: str, *, named: Callable[[PersonId], str] = numbered) -> str:
    """What was written down about an act; harmless, whatever a team is called.

    Args:
        stored: as it stands in the log.
        named: what to call somebody of whom the log has the number.
    """
    for pattern, message in DETAILS:
        if found := pattern.fullmatch(stored):
            return say(message, **{key: _value(key, text, named) for key, text in found.groupdict().items()})
    gone = [_gone(int(count), what) for count, what in _GONE.findall(stored)]
    return ", ".join(gone) if gone else quoted(stored)


def _value(key: str, text: str, named: Callable[[PersonId], str]) -> str:
    return named(PersonId(int(text))) if key == "person" else quoted(text)


def _gone(count: int, what: str) -> str:
    words = {
        "rounds": say_count("{count} round", "{count} rounds", count),
        "comments": say_count("{count} comment", "{count} comments", count),
        "invitations": say_count("{count} invitation", "{count} invitations", count),
        "sealed": say_count("{count} sealed row", "{count} sealed rows", count),
    }
    return words[what]
