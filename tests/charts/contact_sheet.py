"""Fifteen situations of a question, drawn side by side in every language, and a month, to be looked at.

``python -m tests.charts.contact_sheet`` writes docs/img/situations-en.png, month-en.png and their siblings
anew.
"""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from charts import png, profile
from charts.weekly import WeeklyPicture
from locales.catalogues import languages
from locales.speech import language, speaking
from storage.bank.shipped import shipped
from survey.bank.drafts import draft
from survey.digests import Tile
from survey.disclosure.figures import Band, Figure, Mean, Reach, Released, Why, Withheld
from survey.questions import Question
from survey.reviews import Line, Part, Review
from survey.statistics.missing import whole_team
from survey.verdicts import Change, Verdict
from tests.charts.digests import WEEK, digest, history, share
from tests.survey.questions import stored

FOLDER = Path(__file__).parents[2] / "docs" / "img"
_COLUMNS, _WIDTH, _GAP = 3, 640, 16
_EDGE = "#9A9A9A"


def situations() -> Iterator[Tile]:
    """One tile for each thing that a week can bring, in the language spoken."""
    usual = (3.6, 3.5, 3.8, 3.4, 3.6, 3.4)
    yield _tile("RES-01", 34, *usual, verdict=Verdict(Change.WITHIN, 6, 4, (30, 41)))
    yield _tile("WOR-01", 43, *usual, verdict=Verdict(Change.UP, 6, 4, (30, 41)))
    yield _tile("SAF-01", 27, *usual, verdict=Verdict(Change.DOWN, 6, 4, (30, 41)))
    yield _tile("GEN-01", 39, 3.4, 3.5, 3.7, 3.8, 3.9, verdict=Verdict(Change.RISEN, 20, 6, (29, 42)))
    yield _tile("GEN-01", 33, 3.8, 3.6, 3.5, 3.3, 3.4, verdict=Verdict(Change.FALLEN, 20, 6, (31, 44)))
    yield _tile("CUS-01", 36, 3.4, verdict=Verdict(Change.EARLY, 1, 4))
    few = Released(8, 24, Mean(30), Band(3, 3))
    yield _tile("IDE-01", few, *usual, verdict=Verdict(Change.FEW, 12))
    yield _tile("LEA-01", Withheld(8, 11), 3.4, 3.1, None)
    yield _tile("STR-01", Released(12, 14, band=Band(8, 8), why=Why.MOVED), 3.4, 3.6)
    glad = Released(9, 9, Mean(43, Reach.AT_LEAST), Band(7, 9))
    yield _tile("WEL-01", glad, 4.0, glad, glad, verdict=Verdict(Change.WITHIN, 8, 4, (33, 50)))
    yield _tile("GRO-01", share(2, 2), share(3, 3), share(0, 2), verdict=Verdict(Change.WITHIN, 7, 4))
    many = Released(36, 52, Mean(36), Band(23, 23), counts=(2, 4, 7, 16, 7))
    yield _tile("REC-01", many, 3.5, 3.4, 3.6, verdict=Verdict(Change.WITHIN, 5, 4, (31, 39)))
    crowd = Released(148, 180, Mean(42), Band(126, 126), counts=(1, 4, 17, 72, 54))
    yield _tile("RES-03", crowd, 4.1, 4.3, 4.2, verdict=Verdict(Change.WITHIN, 6, 4, (40, 44)))
    recommended = Released(44, 60, Mean(78), Band(20, 20), counts=(0, 1, 0, 1, 2, 3, 1, 6, 10, 12, 8))
    yield _tile("GEN-02", recommended, 7.6, 7.9, verdict=Verdict(Change.EARLY, 2, 4))
    yield _lunch()


def _lunch() -> Tile:
    """A choice whose leading option is a sign that the typeface does not have."""
    asked = {"fi": "Mitä syömme yhdessä?", "sv": "Vad ska vi äta tillsammans?"}
    question = asked.get(language(), "What shall we eat together?")
    return Tile(question, "", None, (), Released(8, 9, leader="🍕"), ())


def _tile(
    key: str, figure: Figure | int, *earlier: Figure | float | None, verdict: Verdict | None = None
) -> Tile:
    question = _question(key)
    now = Released(8, 9, Mean(figure), Band(5, 5)) if isinstance(figure, int) else figure
    axis = question.scale.axis or (1, 5)
    return Tile(
        question=question.text,
        theme=question.theme,
        axis=axis,
        ends=(question.scale.labels[0], question.scale.labels[-1]),
        figure=now,
        history=history(*earlier, now),
        verdict=verdict,
        whole_team=whole_team(now, axis) if isinstance(now, Released) else None,
    )


def _question(key: str) -> Question:
    item = shipped().item(key)
    if item is None:
        raise ValueError(f"the bank has lost {key}")
    return stored(draft(item, shipped())).spoken(language())


def sheet(spoken: str) -> Image.Image:
    """All situations in one picture, row by row."""
    picture = WeeklyPicture()
    with speaking(spoken):
        drawn = [_scaled(picture.draw(digest(tile)).png) for tile in situations()]
    rows = [drawn[start : start + _COLUMNS] for start in range(0, len(drawn), _COLUMNS)]
    heights = [max(each.height for each in row) for row in rows]
    width = _COLUMNS * (_WIDTH + _GAP) + _GAP
    whole = Image.new("RGB", (width, sum(heights) + _GAP * (len(rows) + 1)), _EDGE)
    top = _GAP
    for row, height in zip(rows, heights, strict=True):
        for place, each in enumerate(row):
            whole.paste(Image.new("RGB", (_WIDTH, height), "white"), (_GAP + place * (_WIDTH + _GAP), top))
            whole.paste(each, (_GAP + place * (_WIDTH + _GAP), top))
        top += height + _GAP
    return whole


def month(spoken: str) -> Image.Image:
    """A month in which one question went beyond its usual variation."""
    fallen, within = Verdict(Change.DOWN, 9, 4, (33, 43)), Verdict(Change.WITHIN, 9, 4, (31, 42))
    with speaking(spoken):
        lines = (
            _line("GEN-01", 36, 37, replace(within, measured=12)),
            _line("STR-01", 38, 36, within),
            _line("WOR-01", 29, 38, fallen),
            _line("SAF-01", None, None, within, figure=share(5, 5)),
            _line("LEA-02", None, None, None, figure=Withheld(5, 9)),
            _line("IDE-01", 35, 34, Verdict(Change.EARLY, 2, 4)),
        )
        review = Review("Support", WEEK.plus(-3), WEEK, lines, 5)
        return _scaled(profile.draw(review).png)


def _line(
    key: str, mean: int | None, before: int | None, verdict: Verdict | None, *, figure: Figure | None = None
) -> Line:
    told = figure or Released(8, 9, Mean(mean or 0))
    asked = _question(key)
    lately, once = (Mean(each) if each else None for each in (mean, before))
    return Line(Part.THEMES, asked.theme, asked.text, (1, 5), told, WEEK, lately, once, verdict)


def kept(whole: Image.Image) -> bytes:
    """The sheet as a small PNG, in the pictures' own colours."""
    file = BytesIO()
    with Image.open(BytesIO(png.encode(np.asarray(whole.convert("RGBA"))))) as encoded:
        encoded.save(file, "png", optimize=True)
    return file.getvalue()


def _scaled(drawn: bytes) -> Image.Image:
    image = Image.open(BytesIO(drawn)).convert("RGB")
    return image.resize((_WIDTH, round(image.height * _WIDTH / image.width)), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    for each in languages():
        (FOLDER / f"situations-{each}.png").write_bytes(kept(sheet(each)))
        (FOLDER / f"month-{each}.png").write_bytes(kept(month(each)))
