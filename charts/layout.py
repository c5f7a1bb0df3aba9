"""Measures and colours of the weekly picture, in pixels from the top left corner.

Slack shows a picture about 400 pixels wide, a third of its size: nothing here is smaller than 24 pixels.
"""

from charts.type import Measure

WIDTH = 1200
HEADER = 108
HIGHEST_TILE = 920
"""No tile is higher; most are lower, because each is as high as what it shows."""
PLAIN_TILE = 480
"""What the plain picture gives each question."""
FOOTER = 76

LEFT = 56
RIGHT = WIDTH - LEFT
COLUMN = RIGHT - LEFT

SERIES = "#1B5E9E"
TEXT = "#1A1A1A"
QUIET = "#4D4D4D"
DIVERGING = ("#A84400", "#EB9A4B", "#CFCFCF", "#7DB0DE", SERIES)
"""From unfavourable to favourable. Each is told from every other by colour-blind eyes, too (SCIENCE 8)."""
ON_DIVERGING = ("#FFFFFF", TEXT, TEXT, TEXT, "#FFFFFF")
"""Numbers on these."""
OUTLINE = 2
"""Around every part of a bar, in the quiet colour: light ones would be lost on white, neighbours in grey."""
TINT = DIVERGING[3]
"""Where something is only possible: between the ends of what is told."""
BAND = "#E6E6E6"
"""Where a mean usually lies."""
RULE = "#CFCFCF"
AXIS = "#808080"

SMALL = 26.0
TITLE = 40.0
VALUE = 58.0
BESIDE = 34.0
"""The words on one line with a value."""
NARROW = (44.0, 28.0)
"""Value and the words beside it, where they have no room in their own sizes."""
LEADING = 1.3
CAPITAL = 0.73
"""Height of a capital letter, as part of the size."""

THEME_TOP = 34
THEME = (Measure(24, 1),)
QUESTION_TOP = 80
QUESTION = (Measure(40, 2), Measure(34, 3), Measure(28, 3), Measure(24, 5))
SENTENCE = (Measure(32, 2), Measure(28, 3), Measure(24, 4))
SENTENCE_TOP = 36
"""Beside a history; a choice has none, and its sentence stands at the top."""
LEADER = (Measure(44, 2), Measure(36, 3), Measure(28, 4), Measure(24, 5))
VERDICT = (Measure(30, 1), Measure(28, 2), Measure(24, 3))
NOTE = (Measure(28, 2), Measure(26, 3), Measure(24, 5))
NOTE_TOP = 26
"""Under whatever ends lowest: the axis' words or the names of the weeks."""
VERDICT_TOP = 34
NOTE_GAP = 20
"""Between the verdict and the note."""
END_WORDS = (Measure(26, 2), Measure(24, 2))

AXIS_LEFT = LEFT + 4
AXIS_RIGHT = 660
BODY_GAP = 36
"""Between the question and what is shown of it. Below, places are counted from the top of that body."""
TILE_END = 32
AXIS_Y = 104
"""Where the axis lies; the lower end of the history lies on the same line."""
VALUE_BASELINE = AXIS_Y - 32
BELOW_AXIS = AXIS_Y + 30
"""Top of the words under the axis."""

BAND_HEIGHT = 44
"""Of the grey band on the axis; it touches neither the value nor the words under it."""

SPREAD_TOP = BELOW_AXIS + 56
"""Where the bar of a distribution begins, in the body. Below, places are counted from the top of its part."""
SPREAD_MIDDLE = (LEFT + RIGHT) / 2
SPREAD_ABOVE = 18
"""Baseline of the counts that have no room in the bar."""
SPREAD_HEIGHT = 48
SPREAD_Y = 32 + SPREAD_HEIGHT / 2
SPREAD_VALUES = SPREAD_Y + SPREAD_HEIGHT / 2 + 34
SPREAD_WORDS = SPREAD_VALUES + 24

HISTORY_LEFT = 800
HISTORY_RIGHT = RIGHT - 16
HISTORY_TOP = 0
SHORTEST_SPAN = 7
"""Weeks a history covers at least, so that two points do not look like a year."""
MOST_NAMED_WEEKS = 4
"""So many weeks are named each; of more, the first and the last."""
