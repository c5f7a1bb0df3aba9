"""The package for Teams, written as an operator writes it and held against Microsoft's own schemas."""

import json
import re
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker
from PIL import Image
from typer.testing import CliRunner, Result

from app.cli import cli
from app.settings import Settings
from app.teams_package import icons
from app.teams_package.commands import _three_numbers
from bot.conversations.commands import menu
from bot.conversations.commands.table import COMMANDS
from locales.speech import speaking

SCHEMAS = Path(__file__).parents[1] / "data" / "teams"
GUID = "01234567-89ab-cdef-0123-456789abcdef"
OUT = "pulssi-teams.zip"
SHORT_TITLE, SHORT_DESCRIPTION = 32, 128
"""What older schemas allow; 1.25 allows more, which a menu has no room for."""

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Write the package in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def call(*words: str, **settings: str) -> Result:
        return CliRunner().invoke(cli, ["teams-package", *words], env=settings)

    return call


def written(run: Run, *words: str, **settings: str) -> dict[str, bytes]:
    """The files in the zip, by name."""
    done = run(*words, **{"TEAMS_CLIENT_ID": GUID} | settings)
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(OUT) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def problems(value: Any, version: str, schema: str = "MicrosoftTeams") -> list[str]:
    """Where something breaks Microsoft's schema."""
    rules = json.loads((SCHEMAS / f"v{version}" / f"{schema}.schema.json").read_text(encoding="utf-8"))
    return [
        f"{error.json_path}: {error.message}"
        for error in Draft4Validator(rules, format_checker=Draft4Validator.FORMAT_CHECKER).iter_errors(value)
    ]


@pytest.mark.parametrize(
    "settings", [{}, {"PULSSI_PUBLIC_URL": "https://pulssi.example.org:8443/in"}], ids=["bare", "public"]
)
@pytest.mark.parametrize(("words", "version"), [((), "1.25"), (("--slash-commands",), "1.29")])
def test_manifest_and_translations_keep_to_microsofts_schemas(
    run: Run, words: tuple[str, ...], version: str, settings: dict[str, str]
) -> None:
    files = written(run, *words, **settings)

    manifest = json.loads(files["manifest.json"])
    assert manifest["manifestVersion"] == version
    assert problems(manifest, version) == []
    for language in ("fi", "sv"):
        said = json.loads(files[f"{language}.json"])
        assert problems(said, version, "MicrosoftTeams.Localization") == []


@pytest.mark.parametrize(
    ("key", "value"),
    [("accentColor", "blue"), ("id", "pulssi"), ("bots", [{"botId": GUID}]), ("invented", 1)],
)
def test_the_schemas_find_out_a_wrong_manifest(run: Run, key: str, value: object) -> None:
    manifest = json.loads(written(run)["manifest.json"])

    assert problems(manifest | {key: value}, "1.25") != []


def test_slash_commands_are_unknown_to_the_older_schema(run: Run) -> None:
    manifest = json.loads(written(run, "--slash-commands")["manifest.json"])

    bot = manifest["bots"][0]
    assert bot["supportsTargetedMessages"] is True
    assert [each["triggers"] for each in bot["commandLists"]] == [["mention", "slash"]] * 2
    assert any("triggers" in problem for problem in problems(manifest, "1.25"))


def test_the_zip_has_the_manifest_the_icons_and_the_languages_and_nothing_else(run: Run) -> None:
    files = written(run)

    manifest = json.loads(files["manifest.json"])
    named = [each["file"] for each in manifest["localizationInfo"]["additionalLanguages"]]
    assert list(files) == ["manifest.json", *manifest["icons"].values(), *named]
    assert named == ["fi.json", "sv.json"]


def test_the_same_settings_give_the_same_bytes(run: Run) -> None:
    written(run)
    first = Path(OUT).read_bytes()
    written(run)
    again = Path(OUT).read_bytes()
    written(run, "--slash-commands")

    assert again == first
    assert Path(OUT).read_bytes() != first


def test_it_asks_for_no_permission_and_knows_nobody(run: Run) -> None:
    manifest = json.loads(written(run)["manifest.json"])

    assert not {"authorization", "webApplicationInfo", "permissions", "devicePermissions"} & {*manifest}
    assert (manifest["id"], manifest["bots"][0]["botId"]) == (GUID, GUID)
    assert manifest["bots"][0]["scopes"] == ["personal", "team"]
    assert manifest["developer"] == {
        "name": "Pulssi",
        "websiteUrl": "https://example.org/pulssi",
        "privacyUrl": "https://example.org/pulssi",
        "termsOfUseUrl": "https://example.org/pulssi",
    }
    assert manifest["validDomains"] == []


def test_addresses_come_from_the_settings(run: Run) -> None:
    manifest = json.loads(
        written(run, PULSSI_PUBLIC_URL="https://Pulssi.example.org:8443/in/")["manifest.json"]
    )
    paged = json.loads(written(run, "--page", "https://intranet.example.org/pulssi")["manifest.json"])

    assert manifest["validDomains"] == ["pulssi.example.org"]
    assert manifest["developer"]["websiteUrl"] == "https://Pulssi.example.org:8443/in"
    assert paged["developer"]["privacyUrl"] == "https://intranet.example.org/pulssi"


def test_what_is_not_ones_own_page_is_said(run: Run) -> None:
    bare = run(TEAMS_CLIENT_ID=GUID)
    paged = run("--page", "https://intranet.example.org", TEAMS_CLIENT_ID=GUID)

    assert "--page with an https address of yours replaces it" in bare.stdout
    assert paged.stdout.splitlines() == [
        f"{OUT} is written. Upload it in the Teams admin center: Teams apps, Manage apps."
    ]


@pytest.mark.parametrize("entries", [menu.personal, menu.team])
@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_menus_are_short_and_every_command_in_them_exists(
    entries: Callable[[], tuple[menu.Entry, ...]], language: str
) -> None:
    with speaking(language):
        shown = entries()

    assert len(shown) <= 10
    assert len({entry.command for entry in shown}) == len(shown)
    for entry in shown:
        assert entry.command in COMMANDS
        assert len(f"pulse {entry.command}") <= SHORT_TITLE
        assert len(entry.meaning) <= SHORT_DESCRIPTION
        assert "`" not in entry.meaning


def test_translations_translate_every_description_and_no_command(run: Run) -> None:
    files = written(run)

    lists = json.loads(files["manifest.json"])["bots"][0]["commandLists"]
    english = {
        f"bots[0].commandLists[{place}].commands[{number}].description": entry["description"]
        for place, each in enumerate(lists)
        for number, entry in enumerate(each["commands"])
    }
    for file in ("fi.json", "sv.json"):
        said = json.loads(files[file])
        assert {key for key in said if key.startswith("bots")} == {*english}
        assert all(said[key] != english[key] for key in english)


def test_the_colour_icon_is_a_full_square_with_its_symbol_in_the_middle() -> None:
    picture = Image.open(BytesIO(icons.colour()))

    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (192, 192))
    blue = (0x1B, 0x5E, 0x9E)
    corners = [picture.getpixel((x, y)) for x in (0, 191) for y in (0, 191)]
    assert corners == [blue] * 4
    drawn = Image.eval(picture.getchannel("R"), lambda red: 255 * (red != blue[0])).getbbox()
    assert drawn is not None
    left, top, right, bottom = drawn
    assert left >= 47
    assert top >= 48
    assert right <= 145
    assert bottom <= 144


def test_the_outline_is_white_on_nothing_and_reaches_the_edge() -> None:
    data = icons.outline()
    picture = Image.open(BytesIO(data))

    assert struct.unpack(">II", data[16:24]) == (32, 32)
    assert (picture.format, picture.mode) == ("PNG", "RGBA")
    alpha = picture.getchannel("A")
    assert [picture.getchannel(channel).getextrema() for channel in "RGB"] == [(255, 255)] * 3
    assert alpha.getextrema() == (0, 255)
    edges = alpha.getbbox()
    assert edges is not None
    assert edges[::2] == (0, 32)
    assert len(set(alpha.tobytes())) > 8  # its edges are smoothed


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.1.0", "0.1.0"), ("1.2", "1.2.0"), ("1.2.3.dev4+g567", "1.2.3"), ("2.0.0rc1", "2.0.0")],
)
def test_a_version_has_three_numbers(version: str, numbers: str) -> None:
    assert _three_numbers(version) == numbers


@pytest.mark.parametrize(
    ("words", "settings", "sentence"),
    [
        ([], {}, "TEAMS_CLIENT_ID is not set. It is 32 characters of 0-9 and a-f with hyphens"),
        ([], {"TEAMS_CLIENT_ID": "pulssi"}, "Overview, Application (client) ID"),
        (["--page", "http://example.org"], {"TEAMS_CLIENT_ID": GUID}, "--page is an https address"),
        (["--page", "https://a@example.org"], {"TEAMS_CLIENT_ID": GUID}, "--page is an https address"),
        (["--out", "."], {"TEAMS_CLIENT_ID": GUID}, "Is a directory"),
        (["--out", "nowhere/a.zip"], {"TEAMS_CLIENT_ID": GUID}, "nowhere/a.zip: No such file or directory"),
        (
            [],
            {"TEAMS_CLIENT_ID": GUID, "PULSSI_PUBLIC_URL": "http://localhost:8484"},
            "PULSSI_PUBLIC_URL names this machine, where Teams fetches nothing",
        ),
    ],
)
def test_what_an_operator_can_mend_is_one_sentence(
    run: Run, words: list[str], settings: dict[str, str], sentence: str
) -> None:
    done = run(*words, **settings)

    assert done.exit_code == 2
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not Path(OUT).exists()


def test_the_schemas_are_whole() -> None:
    for version in ("1.25", "1.29"):
        rules = json.loads((SCHEMAS / f"v{version}" / "MicrosoftTeams.schema.json").read_text("utf-8"))
        assert rules["properties"]["manifestVersion"]["const"] == version
        Draft4Validator.check_schema(rules, format_checker=FormatChecker(formats=()))
        refs = {*re.findall(r'"\$ref": "#/definitions/(\w+)"', json.dumps(rules))}
        assert refs <= {*rules["definitions"]}
