"""Promises between files: what would otherwise be a request to remember something."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import Settings
from tests.coverage_floor import below

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "bot", "charts", "jobs", "locales", "sandbox", "storage", "survey")
LOCK = ROOT / "requirements" / "lock.txt"
LONGEST_FILE, LONGEST_FUNCTION = 250, 40
USUAL_FUNCTION = 25


def modules() -> list[Path]:
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return sorted(path for path in found if "versions" not in path.parts)


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_imports_keep_to_the_contracts() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            ("from importlinter.cli import lint_imports_command as run; run()"),
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_every_setting_is_in_the_example_file_and_none_is_invented() -> None:
    named = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_the_lock_file_names_no_host() -> None:
    text = LOCK.read_text(encoding="utf-8")

    assert "://" not in text
    assert not re.search(r"^--?(i|index-url|extra-index-url|find-links|trusted-host)\b", text, re.MULTILINE)
    assert "--hash=sha256:" in text


def test_everything_the_lock_pins_has_a_hash() -> None:
    entries = re.split(r"\n(?=[a-z0-9])", LOCK.read_text(encoding="utf-8").strip())
    pinned = [entry for entry in entries if "==" in entry.splitlines()[0]]

    assert len(pinned) > 50
    assert all("--hash=sha256:" in entry for entry in pinned)


def test_what_the_readme_tells_people_to_type_exists() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    recipes = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = set(re.findall(r"\bmake ([a-z-]+)", readme))

    assert {"demo", "test"} <= told
    assert told <= recipes


def test_ci_runs_what_the_readme_tells_people_to_run() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert re.search(r"^make check$", ci, re.MULTILINE)
    assert re.search(r"^make test$", ci, re.MULTILINE)


def test_files_stay_short_enough_to_read_at_once() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in modules()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }

    assert long == {}


def test_functions_stay_short() -> None:
    lengths = [length(function) for path in modules() for function in functions(path)]

    assert max(lengths) <= LONGEST_FUNCTION
    assert sum(count <= USUAL_FUNCTION for count in lengths) >= 0.95 * len(lengths)


def test_no_module_reads_the_clock_or_the_environment_at_import() -> None:
    reading = re.compile(r"datetime\.now\(|time\.time\(|os\.environ|Settings\(\)")
    for path in modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.If):
                assert not reading.search(ast.unparse(node)), f"{path}: {ast.unparse(node)}"


@pytest.mark.parametrize("word", ["utils", "helpers", "manager", "misc", "common"])
def test_modules_are_named_after_things_of_the_domain(word: str) -> None:
    assert not [path for path in modules() if path.stem == word]


def test_pyplot_is_kept_out_of_the_service() -> None:
    users = {path.name for path in modules() if "import pyplot" in path.read_text(encoding="utf-8")}

    assert users == {"plain.py"}


def test_a_floor_that_is_not_reached_is_named() -> None:
    whole = {"num_statements": 10, "num_branches": 2, "covered_lines": 10, "covered_branches": 2}
    files = {"survey/a.py": {"summary": whole}, "storage/b.py": {"summary": whole | {"covered_branches": 1}}}

    assert below(files) == ["storage/: 91.67 % covered, 100 % is the floor"]
