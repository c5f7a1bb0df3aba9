"""Lumo, a company that does not exist: three teams, five time zones, nobody real."""

from dataclasses import dataclass

from sandbox.workspace.company import PALETTE, Channel, Company, Person

BOT = "U0PULSSI"
HELSINKI, STOCKHOLM, LONDON, BERLIN, TORONTO = (
    "Europe/Helsinki",
    "Europe/Stockholm",
    "Europe/London",
    "Europe/Berlin",
    "America/Toronto",
)


@dataclass(frozen=True, slots=True)
class DemoTeam:
    """A team to be set up, and the mood its people start from."""

    channel: str
    name: str
    topic: str
    lead: str
    """Not asked with it, as in any team where nobody says otherwise."""
    mood: float
    """Where its answers lie at the start, on 1 to 5."""
    swing: float
    """How far they move up and down over half a year."""


SUPPORT = DemoTeam("C0SUPPORT", "Customer support", "Answers within the day", "U102", mood=3.7, swing=0.2)
PRODUCT = DemoTeam("C0PRODUCT", "Product", "What we build next", "U201", mood=3.9, swing=-0.5)
SALES = DemoTeam("C0SALES", "Nordic sales", "Fewer, better meetings", "U301", mood=3.4, swing=0.4)
TEAMS = (SUPPORT, PRODUCT, SALES)
ADMIN = "U101"
"""Admin of the workspace and of Pulssi, and the person the page opens with."""

_SUPPORT = (
    ("U101", "Aino Virtanen", "Support specialist", HELSINKI),
    ("U102", "Mikko Lehtonen", "Lead, customer support", HELSINKI),
    ("U103", "Fatima Zahra", "Support engineer", HELSINKI),
    ("U104", "Jussi Mäkelä", "Support specialist", HELSINKI),
    ("U105", "Emma Lindqvist", "Support specialist", STOCKHOLM),
    ("U106", "Oluwaseun Adeyemi", "Support specialist", LONDON),
    ("U107", "Sanna Heikkinen", "Customer trainer", HELSINKI),
    ("U108", "Päivi Koskela", "Support specialist", HELSINKI),
    ("U109", "Lukas Weber", "Support engineer", BERLIN),
)
_PRODUCT = (
    ("U201", "Daniel Korhonen", "Head of product", HELSINKI),
    ("U202", "Nguyễn Thị Mai", "Designer", HELSINKI),
    ("U203", "Ville Saarinen", "Developer", HELSINKI),
    ("U204", "Katri Niemi", "Developer", HELSINKI),
    ("U205", "Åsa Nyström", "Developer", STOCKHOLM),
    ("U206", "Rajesh Iyer", "Developer", LONDON),
    ("U207", "Chloé Tremblay", "Product manager", TORONTO),
    ("U208", "Teemu Rantala", "Developer", HELSINKI),
    ("U209", "Ines Carvalho", "Researcher", LONDON),
    ("U210", "Heikki Laaksonen", "Developer", HELSINKI),
    ("U211", "Jonas Schneider", "Developer", BERLIN),
    ("U212", "Outi Salminen", "Tester", HELSINKI),
)
_SALES = (
    ("U301", "Henrik Sandberg", "Head of sales", STOCKHOLM),
    ("U302", "Laura Hämäläinen", "Account manager", HELSINKI),
    ("U303", "Petri Ojala", "Account manager", HELSINKI),
    ("U304", "Sofia Bergman", "Account manager", STOCKHOLM),
    ("U305", "Tuomas Kallio", "Solution consultant", HELSINKI),
    ("U306", "Freya Olsen", "Account manager", STOCKHOLM),
    ("U307", "Minna Salo", "Account manager", HELSINKI),
    ("U308", "Erik Holm", "Solution consultant", STOCKHOLM),
)
_LOCALES = {"fi-FI": ("U104", "U107", "U108", "U204", "U302"), "sv-SE": ("U105", "U205", "U304", "U308")}
"""Who has Slack in another language than English; Pulssi speaks it with them."""
MEMBERS = {SUPPORT.channel: _SUPPORT, PRODUCT.channel: _PRODUCT, SALES.channel: _SALES}


def company() -> Company:
    """The workspace as it is before anybody has heard of Pulssi; the bot has been invited everywhere."""
    everybody = [row for team in TEAMS for row in MEMBERS[team.channel]]
    return Company(
        name="Lumo",
        domain="lumo",
        people=[_person(number, *row) for number, row in enumerate(everybody)],
        channels=[
            Channel("C0LEADS", "leads", [ADMIN, *(team.lead for team in TEAMS), "U207"], topic="No team yet"),
            Channel("C0GENERAL", "general", [row[0] for row in everybody], topic="Everybody at Lumo"),
            *(
                Channel(
                    team.channel,
                    team.name.lower().replace(" ", "-"),
                    [*(row[0] for row in MEMBERS[team.channel]), BOT],
                    topic=team.topic,
                )
                for team in TEAMS
            ),
        ],
    )


def _person(number: int, user: str, name: str, title: str, zone: str) -> Person:
    return Person(
        id=user,
        name=name.split(maxsplit=1)[0].lower(),
        real_name=name,
        title=title,
        tz=zone,
        locale=next((locale for locale, users in _LOCALES.items() if user in users), "en-US"),
        color=PALETTE[number % len(PALETTE)],
        is_admin=user == ADMIN,
    )
