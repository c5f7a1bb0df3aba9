"""What a service needs to be joined to Slack, Microsoft Teams or both, and what does not go together."""

from collections.abc import Iterator

from app.settings import SHAPES, Settings, SettingsError

_OAUTH = ("slack_client_id", "slack_client_secret", "slack_signing_secret")
_PUBLIC_URL = (
    "PULSSI_PUBLIC_URL is not set. It is the https address under which your server is reached from outside: "
    "Slack sends whoever installs the app back there."
)
_ONE_OR_MANY = (
    "SLACK_BOT_TOKEN and SLACK_CLIENT_ID do not go together. Keep SLACK_BOT_TOKEN for the one workspace it "
    "is of, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to let workspaces install the app."
)
_NO_SOCKET = (
    "SLACK_APP_TOKEN and SLACK_CLIENT_ID do not go together: Socket Mode is for one workspace. Leave "
    "SLACK_APP_TOKEN out, and set SLACK_SIGNING_SECRET to receive Slack's requests by HTTP."
)


def uses_slack(settings: Settings) -> bool:
    """Whether anything was set for Slack, be it enough or not."""
    one = (settings.slack_bot_token, settings.slack_app_token, settings.slack_signing_secret)
    return any(one) or uses_oauth(settings)


def uses_oauth(settings: Settings) -> bool:
    """Whether workspaces of Slack install the app, instead of one whose token is set."""
    return bool(settings.slack_client_id or settings.slack_client_secret)


def uses_teams(settings: Settings) -> bool:
    """Whether anything was set for Microsoft Teams, be it enough or not."""
    return any((settings.teams_client_id, settings.teams_client_secret, settings.teams_tenant_id))


def require_platform(settings: Settings) -> None:
    """Refuse to run without a way to talk to Slack, Microsoft Teams or both.

    Raises:
        SettingsError: names what is missing and where to get it; both ways where nothing is set at all.
    """
    slack, teams = uses_slack(settings), uses_teams(settings)
    lines = []
    if not slack and not teams:
        lines.append("Neither Slack nor Microsoft Teams is set up; one of them is enough.")
    if not teams or slack:
        lines += _steps(missing_for_slack(settings), "README, “Connect your Slack”, has the steps.")
    if not slack or teams:
        lines += _steps(missing_for_teams(settings), "docs/teams.md has the steps.")
    if lines:
        raise SettingsError("\n".join(lines))


def missing_for_slack(settings: Settings) -> list[str]:
    """The settings that Slack still needs or that do not go together, each as a sentence."""
    if uses_oauth(settings):
        return list(_missing_for_oauth(settings))
    missing = ["slack_bot_token"] if settings.slack_bot_token is None else []
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        missing.append("slack_app_token")
    return [unset(name) for name in missing]


def _missing_for_oauth(settings: Settings) -> Iterator[str]:
    if settings.slack_bot_token is not None:
        yield _ONE_OR_MANY
    if settings.slack_app_token is not None:
        yield _NO_SOCKET
    yield from (unset(name) for name in _OAUTH if getattr(settings, name) is None)
    if settings.pulssi_public_url is None:
        yield _PUBLIC_URL


def missing_for_teams(settings: Settings) -> list[str]:
    """The settings that Microsoft Teams still needs, each as a sentence with where to get it."""
    needed = ("teams_client_id", "teams_client_secret", "teams_tenant_id")
    return [unset(name) for name in needed if getattr(settings, name) is None]


def unset(name: str) -> str:
    """The sentence about a setting that is missing."""
    return f"{name.upper()} is not set. It {SHAPES[name][1]}."


def _steps(missing: list[str], where: str) -> list[str]:
    return [*missing, f"Put it into .env; {where}"] if missing else []
