"""How the people of the demo answer: a temperament each, seasons for a team, weather for a week."""

import math
import random
from dataclasses import dataclass

from app.demo.company import DemoTeam

SKIP = "-1"
_RESPONSE = 0.84
WORDS = (
    "Two releases in one week left no time to test.",
    "The new triage board saved me an hour a day.",
    "Too many meetings on Wednesday, again.",
    "A customer thanked us by name, that carried me through the week.",
    "I still do not know which of the three projects comes first.",
    "It helped that we dropped the Tuesday report.",
    "Quiet week, I got to finish things.",
    "The plan changed on Thursday and nobody said why.",
)


@dataclass(frozen=True, slots=True)
class Temperament:
    """One person's way of answering; the same seed gives the same weeks."""

    seed: str
    team: DemoTeam

    def takes_part(self, week: int) -> bool:
        """Whether the person answers this week."""
        return self._dice("part", week).random() < _RESPONSE

    def value(self, week: int, subject: str, options: list[str]) -> str:
        """One of the options of a question, in the order in which the card shows them (skip is the last).

        A question that is answered in a window has no other button than skip, and is skipped.
        """
        dice = self._dice(subject, week)
        values = [option for option in options if option != SKIP]
        if dice.random() < 0.03 or not values:
            return SKIP
        person = random.Random(f"{self.seed}/person").gauss(0, 0.55)  # noqa: S311 - a story, not a secret
        season = self.team.swing * math.sin(math.tau * week / 26)
        weather = random.Random(f"{self.team.channel}/{week}").gauss(0, 0.15)  # noqa: S311
        taste = random.Random(f"{self.team.channel}/{subject}").gauss(0, 0.35)  # noqa: S311
        level = self.team.mood + season + person + weather + taste + dice.gauss(0, 0.55)
        place = (min(max(level, 1), 5) - 1) / 4 * (len(values) - 1)
        return values[round(place)]

    def reason(self, week: int) -> str | None:
        """What the person writes under "say why", now and then."""
        dice = self._dice("why", week)
        return dice.choice(WORDS) if dice.random() < 0.12 else None

    def _dice(self, purpose: str, week: int) -> random.Random:
        return random.Random(f"{self.seed}/{purpose}/{week}")  # noqa: S311
