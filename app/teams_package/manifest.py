"""The manifest, after Microsoft's schema 1.25, or 1.29 where slash commands are wanted.

It asks for no permission: what a bot does that was added to a chat or a team needs none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.teams_package.icons import BLUE
from bot.conversations.commands import menu
from locales.catalogues import SOURCE, languages
from locales.speech import say, speaking

NAME = "Pulssi"
PLAIN, WITH_SLASH = "1.25", "1.29"
"""The oldest schema that is still common, and the first that knows slash commands of bots."""
COLOUR_FILE, OUTLINE_FILE = "color.png", "outline.png"
_MENUS = (("personal", menu.personal), ("team", menu.team))
"""The places of the bot, in the order of their menus; a team of Pulssi is a channel, never a group chat."""


@dataclass(frozen=True, slots=True)
class App:
    """What differs from one installation to the next.

    Attributes:
        client_id: the bot's id in Entra, also the id of the app.
        version: three numbers with dots between them; a changed manifest should have a higher one.
        host: from which pictures are fetched; None where they travel inside the cards.
        page: where people read about Pulssi, an https address.
        slash_commands: whether commands are shown behind a slash, too.
    """

    client_id: str
    version: str
    host: str | None
    page: str
    slash_commands: bool


def manifest(app: App) -> dict[str, Any]:
    """The manifest as JSON values."""
    schema = WITH_SLASH if app.slash_commands else PLAIN
    return {
        "$schema": f"{_schemas(schema)}/MicrosoftTeams.schema.json",
        "manifestVersion": schema,
        "version": app.version,
        "id": app.client_id,
        "localizationInfo": {
            "defaultLanguageTag": SOURCE,
            "additionalLanguages": [
                {"languageTag": language, "file": file} for language, file in translated()
            ],
        },
        "developer": {
            "name": NAME,
            "websiteUrl": app.page,
            "privacyUrl": app.page,
            "termsOfUseUrl": app.page,
        },
        "name": {"short": NAME, "full": NAME},
        "description": {"short": say(menu.ABOUT), "full": say(menu.MORE_ABOUT)},
        "icons": {"color": COLOUR_FILE, "outline": OUTLINE_FILE},
        "accentColor": BLUE,
        "bots": [_bot(app)],
        "validDomains": [app.host] if app.host else [],
    }


def translated() -> Iterator[tuple[str, str]]:
    """The further languages, each with the name of its file."""
    return ((language, f"{language}.json") for language in languages() if language != SOURCE)


def translation(app: App, language: str) -> dict[str, str]:
    """What people read of the manifest, in another language; what they type stays as it is."""
    schema = WITH_SLASH if app.slash_commands else PLAIN
    with speaking(language):
        said = {
            "$schema": f"{_schemas(schema)}/MicrosoftTeams.Localization.schema.json",
            "name.short": NAME,
            "description.short": say(menu.ABOUT),
            "description.full": say(menu.MORE_ABOUT),
        }
        for place, (_, entries) in enumerate(_MENUS):
            for number, entry in enumerate(entries()):
                key = f"bots[0].commandLists[{place}].commands[{number}].description"
                said[key] = entry.meaning
    return said


def _bot(app: App) -> dict[str, Any]:
    lists = [
        {
            "scopes": [scope],
            "commands": [
                {"title": f"pulse {entry.command}", "description": entry.meaning} for entry in entries()
            ],
        }
        for scope, entries in _MENUS
    ]
    bot: dict[str, Any] = {
        "botId": app.client_id,
        "scopes": [scope for scope, _ in _MENUS],
        "isNotificationOnly": False,
        "supportsFiles": False,
        "commandLists": lists,
    }
    if app.slash_commands:
        bot["supportsTargetedMessages"] = True
        for each in lists:
            each["triggers"] = ["mention", "slash"]
    return bot


def _schemas(version: str) -> str:
    return f"https://developer.microsoft.com/json-schemas/teams/v{version}"
