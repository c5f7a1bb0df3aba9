"""Charts and tables: blocks whose parts must fit each other."""

from itertools import chain
from typing import Any

from sandbox.block_kit.checks import (
    Check,
    Problem,
    Problems,
    choice,
    flag,
    many,
    number,
    shape,
    string,
    typed,
    whole,
)

# Sources differ on 6 or 12 series and on 101 or 201 rows; what the stricter allows, both allow.
SERIES = 6
DATA_ROWS = 101
DATA_CHARACTERS = 10_000

LABEL = string(20)
POINT = shape({"label": LABEL, "value": number})
ONE_SERIES = shape({"name": LABEL, "data": many(POINT, 1, 20)})
AXIS = shape({"categories": many(LABEL, 1, 20)}, x_label=string(50), y_label=string(50))


def positive(value: Any, at: str) -> Problems:
    if value["value"] <= 0:
        yield Problem(f"{at}/value", "out_of_range", "must be more than 0")


def series_fit_categories(value: Any, at: str) -> Problems:
    """Series have names of their own and exactly one point for each category."""
    names = [series["name"] for series in value["series"]]
    if len(names) != len(set(names)):
        yield Problem(f"{at}/series", "duplicate", "series names must be unique")
    categories = sorted(value["axis_config"]["categories"])
    for index, series in enumerate(value["series"]):
        if sorted(point["label"] for point in series["data"]) != categories:
            place = f"{at}/series/{index}/data"
            yield Problem(place, "conflict", "must have exactly one point for each category")


SEGMENT = shape({"label": LABEL, "value": number}, positive)
LINES = shape({"series": many(ONE_SERIES, 1, SERIES), "axis_config": AXIS}, series_fit_categories)
CHARTS: dict[str, Check] = {
    "pie": shape({"segments": many(SEGMENT, 1, SERIES)}),
    "bar": LINES,
    "area": LINES,
    "line": LINES,
}
DATA_VISUALIZATION = shape({"title": string(50), "chart": typed(CHARTS)}, block_id=string(255))

RICH_PARTS = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
WORDS = ["text", "link", "emoji", "user", "usergroup", "channel", "broadcast", "date", "color"]


def _word(value: Any, at: str) -> Problems:
    if not isinstance(value, dict) or value.get("type") not in WORDS:
        yield Problem(f"{at}/type", "unsupported", "unsupported type of rich text")


def _rich_part(value: Any, at: str) -> Problems:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in RICH_PARTS:
        yield Problem(f"{at}/type", "unsupported", f"unsupported type: {kind}")
    elif kind == "rich_text_list":
        yield from _rich_list(value, at)
    else:
        yield from many(_word, 0, 1000)(value.get("elements"), f"{at}/elements")


def _rich_list(value: Any, at: str) -> Problems:
    yield from choice("bullet", "ordered")(value.get("style"), f"{at}/style")
    yield from many(_rich_part, 0, 1000)(value.get("elements"), f"{at}/elements")


RICH_TEXT = shape({"elements": many(_rich_part, 0, 1000)}, block_id=string(255))
CELL: dict[str, Check] = {"raw_text": shape({"text": string(10_000)}), "rich_text": RICH_TEXT}
DATA_CELL: dict[str, Check] = {**CELL, "raw_number": shape({"value": number}, text=string(10_000))}
COLUMN = shape(None, align=choice("left", "center", "right"), is_wrapped=flag)


def _rows_alike(value: Any, at: str) -> Problems:
    if len({len(row) for row in value["rows"]}) > 1:
        yield Problem(f"{at}/rows", "conflict", "every row must have the same number of cells")


def _header_is_plain(value: Any, at: str) -> Problems:
    if any(cell["type"] == "rich_text" for cell in value["rows"][0]):
        yield Problem(f"{at}/rows/0", "unsupported", "the header row cannot hold rich_text")


def _few_characters(value: Any, at: str) -> Problems:
    cells = chain.from_iterable(value["rows"])
    if sum(len(str(cell.get("text", cell.get("value", "")))) for cell in cells) > DATA_CHARACTERS:
        yield Problem(f"{at}/rows", "too_long", f"must be less than {DATA_CHARACTERS + 1} characters in all")


TABLE = shape(
    {"rows": many(many(typed(CELL), 1, 20), 1, 100)},
    _rows_alike,
    column_settings=many(COLUMN, 1, 20),
    block_id=string(255),
)
DATA_TABLE = shape(
    {"caption": string(1000), "rows": many(many(typed(DATA_CELL), 1, 20), 2, DATA_ROWS)},
    _rows_alike,
    _header_is_plain,
    _few_characters,
    page_size=whole(1, 100),
    row_header_column_index=whole(0, 19),
    block_id=string(255),
)
