"""How fast live platforms may be called, by what each of them takes."""

import time

from app.settings import Settings
from bot.slack.client import PER_CHANNEL, PER_MINUTE
from bot.teams.replies import PER_MINUTE as UPDATES_PER_MINUTE
from survey.deliveries import MESSAGES
from survey.pace import Pace


def real_pace(settings: Settings) -> Pace:
    """The pace of a live platform."""
    messages = {MESSAGES: float(settings.pulssi_messages_per_minute)}
    return Pace(
        seconds=time.monotonic,
        per_minute={**PER_MINUTE, **UPDATES_PER_MINUTE, **messages},
        per_channel=PER_CHANNEL,
    )
