"""What is deployed says what the program takes: settings by name, roles, health, no rights too many."""

import configparser
import re
import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from app.cli import cli
from app.settings import Settings

HERE = Path(__file__).parents[2]
OURS = ("web", "scheduler", "worker")
SETTINGS = {name.upper() for name in Settings.model_fields}
NOT_OURS = {"PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "MPLCONFIGDIR"}


@pytest.fixture(scope="module")
def composed() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((HERE / "deploy/compose.yaml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(HERE / "deploy/pulssi.service", encoding="utf-8")
    return parser


def test_two_take_clicks_one_keeps_time_and_two_send(composed: dict[str, Any]) -> None:
    services = composed["services"]

    assert {name: services[name]["command"] for name in OURS} == {
        name: ["run", "--role", name] for name in OURS
    }
    assert [services[name].get("deploy", {}).get("replicas", 1) for name in OURS] == [2, 1, 2]
    assert services.keys() == {*OURS, "database", "keys"}


def test_the_roles_are_roles_of_the_program() -> None:
    told = CliRunner().invoke(cli, ["run", "--help"]).output

    assert all(name in told for name in OURS)


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_ours_can_do_nothing_it_need_not(composed: dict[str, Any], name: str) -> None:
    service = composed["services"][name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["environment"].keys() <= SETTINGS


def test_nothing_is_reached_from_outside_but_by_a_proxy_on_this_machine(composed: dict[str, Any]) -> None:
    ports = [port for service in composed["services"].values() for port in service.get("ports", ())]

    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_keys_are_kept_in_memory_and_the_databases_log_repeats_no_row(composed: dict[str, Any]) -> None:
    keys, database = composed["services"]["keys"], composed["services"]["database"]

    assert keys["command"][1:5] == ["--save", "", "--appendonly", "no"]
    assert "volumes" not in keys
    assert "log_error_verbosity=terse" in database["command"]
    assert "log_parameter_max_length_on_error=0" in database["command"]


def test_nothing_secret_has_a_value_in_the_repository(composed: dict[str, Any]) -> None:
    said = yaml.safe_dump(composed)

    for name in ("POSTGRES_PASSWORD", "PULSSI_SECRET_KEY"):
        assert set(re.findall(rf"{name}(\S)", said)) <= {":"}, name


def test_the_image_is_nobodys_and_is_watched() -> None:
    lines = (HERE / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    last = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM")) :]
    given = {name for line in last if line.startswith("ENV") for name in re.findall(r"([A-Z_]+)=", line)}

    assert "USER pulssi" in last
    assert any(line.startswith("HEALTHCHECK") and "/healthz" in line for line in last)
    assert given - NOT_OURS <= SETTINGS


def test_what_an_image_installs_is_what_was_tested() -> None:
    locks = [(HERE / f"requirements/{name}.txt").read_text(encoding="utf-8") for name in ("lock", "run")]
    tested, run = (set(re.findall(r"^[a-z0-9].*==[^ ]+", text, re.MULTILINE)) for text in locks)

    assert run < tested
    assert not {each for each in run if each.startswith(("pytest", "mypy", "playwright", "ruff"))}


def test_one_machine_needs_no_more_than_a_folder_of_its_own(unit: configparser.ConfigParser) -> None:
    service = unit["Service"]

    assert service["ExecStart"].endswith("/pulssi run")
    assert service["User"] == "pulssi"
    assert service["ProtectSystem"] == "strict"
    assert service["StateDirectoryMode"] == "0700"
    assert service["RestartPreventExitStatus"] == "2"


@pytest.mark.skipif(which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    text = (HERE / "deploy/pulssi.service").read_text(encoding="utf-8")
    unit = tmp_path / "pulssi.service"
    unit.write_text(text.replace("/opt/pulssi/.venv/bin/pulssi", "/bin/true"), encoding="utf-8")

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
