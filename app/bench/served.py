"""Pulssi as ``pulssi run`` serves it, at an hour of the bench's choice: a process that can be killed."""

import json
import sys
import time
from datetime import timedelta

from app import logs, transport
from app.clock import system_clock
from app.commands import until_stopped
from app.roles import Role
from app.settings import load
from survey.deliveries import MESSAGES
from survey.pace import Pace


def main(given: str) -> int:
    """Serve until told to stop.

    Args:
        given: JSON with ``settings``, ``offset`` (seconds to add to the clock), ``per_minute`` and ``role``.
    """
    told = json.loads(given)
    settings, offset = load(_env_file=None, **told["settings"]), timedelta(seconds=told["offset"])
    # Look-ups are not slowed down to Slack's tier here: after fifty deaths they would be most of the time.
    pace = Pace(seconds=time.monotonic, per_minute={MESSAGES: told["per_minute"]})
    logs.configure(as_json=True, level="error")
    role = Role(told["role"])
    return until_stopped(
        lambda stop: transport.run(
            settings, clock=lambda: system_clock() + offset, stop=stop, pace=pace, role=role
        )
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
