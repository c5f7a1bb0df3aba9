"""Acts that are written down for everybody to see: what admins changed, and who looked at a report."""

from enum import StrEnum


class Act(StrEnum):
    """What was done."""

    SET_UP = "set up"
    ADMIN = "admin"
    TEAM = "team"
    QUESTION = "question"
    BANK = "bank"
    GOAL = "goal"
    PLAN = "plan"
    BASELINE = "baseline"
    LANGUAGE = "language"
    LEAD = "lead"
    SCHEDULE = "schedule"
    CALENDAR = "calendar"
    PAUSE = "pause"
    ASK_NOW = "ask now"
    DIGEST_NOW = "digest now"
    PROMISE = "promise"
    REPORT = "report"
    AUDIT = "audit"
    FORGET = "forget"
    PURGE = "purge"
    KEYS = "keys"
    BACKUP = "backup"
    RESTORE = "restore"
