"""Banks as files, run as an operator runs them."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner, Result

from app.cli import cli
from app.settings import Settings
from storage import questions, schema, workspaces
from storage.bank.file import read
from storage.database import connect, transaction
from survey.bank.items import Bank
from tests.storage.bank.banks import SMALL, STARTERS

Run = Callable[..., Result]
DATABASE = "pulssi.db"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command in a folder with a small bank and nothing else."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    (tmp_path / "bank.yaml").write_text(SMALL)

    def call(*words: str) -> Result:
        return CliRunner().invoke(cli, ["bank", *words], env={"DATABASE_URL": f"sqlite:///{DATABASE}"})

    return call


def set_up(*refs: str) -> None:
    """A database with workspaces; the first asks the questions everybody starts with."""
    schema.upgrade(f"sqlite:///{DATABASE}")
    engine = connect(f"sqlite:///{DATABASE}")
    with transaction(engine) as session:
        for ref in refs:
            at = datetime(2026, 11, 23, tzinfo=UTC)
            workspace = workspaces.ensure(session, ref=ref, name=ref, zone=ZoneInfo("UTC"), at=at)
            for draft in STARTERS if ref == refs[0] else ():
                questions.add(session, workspace, draft)
    engine.dispose()


def rows(what: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(DATABASE)) as opened:
        return opened.execute(f"SELECT {what}").fetchall()


@pytest.mark.parametrize("words", [[], ["check"], ["import"], ["export"]])
def test_every_command_has_help_with_an_example(run: Run, words: list[str]) -> None:
    done = run(*words, "--help")

    assert done.exit_code == 0
    assert f"Example: pulssi bank {' '.join(words)}" in done.stdout


def test_a_bank_is_checked_without_a_database(run: Run, tmp_path: Path) -> None:
    (tmp_path / "better.yaml").write_text(SMALL.replace("I know where", "I know why and where"))

    done = run("check", "bank.yaml")
    hinted = run("check", "better.yaml")

    assert (done.exit_code, done.stdout) == (0, "Nothing is wrong with bank.yaml. Questions in it: 3.\n")
    assert hinted.exit_code == 0
    assert "STR-01: ⚠ It may ask two things at once" in hinted.stdout
    assert not (tmp_path / DATABASE).exists()


@pytest.mark.parametrize("command", ["check", "import"])
def test_every_mistake_is_a_line_of_its_own(run: Run, tmp_path: Path, command: str) -> None:
    set_up("T1")
    (tmp_path / "bank.yaml").write_text(
        SMALL.replace("choice1", "choice2").replace("version: 1", "version: no")
    )

    done = run(command, "bank.yaml")

    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        "line 1: a whole number belongs here.",
        (
            "line 14: there is no scale “choice2”; "
            "there are agree5, freq5, mood5, rec11, choice1, choices and text."
        ),
    ]
    assert rows("count(*) FROM question") == [(5,)]


def test_a_bank_is_taken_over_written_down_and_taken_along(run: Run, tmp_path: Path) -> None:
    set_up("T1", "T2")

    done = run("import", "bank.yaml", "--workspace", "T2")
    again = run("import", "bank.yaml", "--workspace", "T2")
    carried = run("export", "carried.yaml", "--workspace", "T2")

    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "2 questions are new.",
        "1 item was left out: it asks about a goal, and `/pulse goal add` fills it.",
    ]
    assert "2 questions were the same." in again.stdout
    assert rows("act, detail, actor FROM audit") == [("bank", "added=2", None)]
    assert carried.exit_code == 0, carried.output
    assert "carried.yaml is written. Questions in it: 2" in carried.stdout
    bank = read((tmp_path / "carried.yaml").read_bytes())
    assert isinstance(bank, Bank)
    assert [item.id for item in bank.items] == ["STR-01", "STR-02"]


def test_nothing_is_taken_where_one_item_cannot_be(run: Run, tmp_path: Path) -> None:
    set_up("T1")
    (tmp_path / "bank.yaml").write_text(
        SMALL.replace("Work suits me best at", "How did your work week feel?")
    )

    done = run("import", "bank.yaml")

    assert done.exit_code == 2
    assert done.stderr == "STR-02: GEN-01 asks exactly that already. Nothing was changed.\n"
    assert rows("count(*) FROM question") == [(5,)]
    assert rows("count(*) FROM audit") == [(0,)]


@pytest.mark.parametrize(
    ("refs", "words", "sentence"),
    [
        (None, ["import", "bank.yaml"], "pulssi.db is not there; check DATABASE_URL."),
        ([], ["import", "bank.yaml"], "No workspace is set up yet"),
        (["T1", "T2"], ["import", "bank.yaml"], "Say which workspace with --workspace, one of: T1, T2."),
        (["T1"], ["export", "out.yaml", "--workspace", "T9"], "one of: T1."),
        (
            ["T1", "T2"],
            ["export", "out.yaml", "--workspace", "T2"],
            "There are no questions in that workspace",
        ),
        (["T1"], ["export", "bank.yaml"], "bank.yaml: File exists."),
        (["T1"], ["import", "other.yaml"], "other.yaml: No such file or directory."),
        (["T1"], ["check", "other.yaml"], "other.yaml: No such file or directory."),
    ],
)
def test_what_an_operator_can_mend_is_a_sentence(
    run: Run, refs: list[str] | None, words: list[str], sentence: str
) -> None:
    if refs is not None:
        set_up(*refs)

    done = run(*words)

    assert done.exit_code == 2
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_database_of_an_older_version_is_brought_up_first(run: Run, tmp_path: Path) -> None:
    (tmp_path / DATABASE).touch()

    assert "run `pulssi migrate` first" in run("import", "bank.yaml").stderr
