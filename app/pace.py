"""How fast live platforms may be called, by what each of them takes."""

import time

from app.settings import Settings
from bot.slack.client import PER_CHANNEL, PER_MINUTE
from bot.teams.replies import PER_MINUTE as UPDATES_PER_MINUTE
from bot.teams.wire import AT_ONCE, PER_CONVERSATION
from bot.teams.wire import PER_MINUTE as CALLS_PER_MINUTE
from survey.deliveries import MESSAGES
from survey.pace import Pace


def real_pace(settings: Settings) -> Pace:
    """The pace of a live platform."""
    messages = {MESSAGES: float(settings.pulssi_messages_per_minute)}
    on_teams = {MESSAGES: float(settings.pulssi_teams_messages_per_minute)}
    return Pace(
        seconds=time.monotonic,
        per_minute={**PER_MINUTE, **CALLS_PER_MINUTE, **UPDATES_PER_MINUTE, **messages},
        at_once=AT_ONCE,
        per_channel={**PER_CHANNEL, **PER_CONVERSATION},
        elsewhere={settings.teams_tenant_id or "": on_teams},
    )
