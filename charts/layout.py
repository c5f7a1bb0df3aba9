"""Measures and colours of the weekly picture, in pixels from the top left corner.

Slack shows a picture about 400 pixels wide, a third of its size: nothing here is smaller than 24 pixels.
"""

from charts.type import Measure

WIDTH = 1200
HEADER = 108
TILE = 456
FOOTER = 76

LEFT = 56
RIGHT = WIDTH - LEFT
COLUMN = RIGHT - LEFT

SERIES = "#1B5E9E"
TEXT = "#1A1A1A"
QUIET = "#4D4D4D"
RULE = "#CFCFCF"
AXIS = "#808080"

SMALL = 26.0
TITLE = 40.0
VALUE = 58.0
LEADING = 1.3
CAPITAL = 0.73
"""Height of a capital letter, as part of the size."""

THEME_TOP = 34
THEME = (Measure(24, 1),)
QUESTION_TOP = 80
QUESTION = (Measure(40, 2), Measure(34, 3), Measure(28, 3), Measure(24, 5))
SENTENCE = (Measure(32, 2), Measure(28, 3), Measure(24, 4))
LEADERS = (Measure(44, 2), Measure(36, 3), Measure(28, 4), Measure(24, 5))
END_WORDS = (Measure(26, 2), Measure(24, 2))

AXIS_LEFT = LEFT + 4
AXIS_RIGHT = 660
AXIS_Y = 352
"""Where the axis lies in its tile; the lower end of the history lies on the same line."""
VALUE_BASELINE = AXIS_Y - 32
BELOW_AXIS = AXIS_Y + 30
"""Top of the words under the axis."""

HISTORY_LEFT = 800
HISTORY_RIGHT = RIGHT - 8
HISTORY_TOP = AXIS_Y - 104
SHORTEST_SPAN = 11
"""Weeks a history covers at least, so that two points do not look like a year."""


def height(tiles: int) -> int:
    """How high a picture of so many tiles is."""
    return HEADER + tiles * TILE + FOOTER
