"""The published vectors of the statistics, as they were computed with scipy and statsmodels."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SIX = 5e-7
"""Half of the last decimal they are given with."""


@cache
def vectors() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent / "vectors.json").read_text())
    return found


def near(*expected: float) -> Any:
    return pytest.approx(expected, abs=SIX)
