"""A year for every subset of the ten themes and one to three places.

The tests play a part of these. ``python -m tests.survey.rotation.every_subset`` plays all 3,069, which takes
a third of a minute.
"""

import itertools

from survey.rotation.candidates import Rotation, Slots
from survey.rotation.outlook import outlook
from tests.survey.rotation.bank import START, THEMES, bound, longest_gap, themes


def main() -> None:
    """Print the longest gap by number of themes and places, and its bound."""
    for slots, size in itertools.product((1, 2, 3), range(1, len(THEMES) + 1)):
        gaps = [
            longest_gap(
                outlook(themes(keys), Rotation("1", Slots(0, slots)), first_week=START, weeks=52), keys
            )
            for keys in itertools.combinations(THEMES, size)
        ]
        print(  # noqa: T201 - a figure for whoever asked for it
            f"{slots} places, {size:2} themes, {len(gaps):3} subsets: {max(gaps)} of {bound(size, slots)}"
        )


if __name__ == "__main__":
    main()
