"""How digests and looks back get their pictures; matplotlib is loaded for the first one."""

from functools import cache
from typing import Any

from survey.digests import Digest, Picture
from survey.reviews import Review


def draw(digest: Digest) -> Picture:
    """Draw with a picture kept for the life of the process."""
    picture: Picture = _picture().draw(digest)
    return picture


def draw_review(review: Review) -> Picture:
    """Draw a look back; too seldom for its figure to be kept."""
    from charts.profile import draw as draw_profile  # noqa: PLC0415 - most of a second, and nobody waits for it

    return draw_profile(review)


@cache
def _picture() -> Any:
    from charts.weekly import WeeklyPicture  # noqa: PLC0415 - as above

    return WeeklyPicture()
