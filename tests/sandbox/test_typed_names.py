"""Names of people and channels, as people type them after a command."""

import pytest

from sandbox.people.gestures import linked
from sandbox.workspace.company import Channel, Company, Person, UserGroup
from sandbox.workspace.state import Workspace
from tests.sandbox.workbench import Time

AINO, BEN, PULSSI, PRODUCT = "<@U1|aino>", "<@U2|ben.o>", "<@U0PULSSI|pulssi>", "<#C1|product>"
PEOPLE = [
    Person("U1", "aino", "Aino Laine"),
    Person("U2", "ben.o", "Ben Okafor"),
    Person("U3", "ben", "Benjamin Ray"),
    Person("U4", "sanna.k", "Sanna Kivi"),
    Person("U5", "sanna.h", "Sanna Heino"),
    Person("U6", "åsa", "Åsa Nyström"),
    Person("U7", "old.mikko", "Mikko Maa", deleted=True),
]


@pytest.fixture
def workspace() -> Workspace:
    time = Time()
    groups = [UserGroup("S1", "designers", "Designers"), UserGroup("S2", "ben", "Fans of Ben")]
    company = Company(PEOPLE, [Channel("C1", "product"), Channel("C2", "product-talk")], groups)
    return Workspace(company, clock=time.clock, monotonic=time.monotonic)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("team add lead=@Aino", f"team add lead={AINO}"),
        ("lead=@aino team=#Product", f"lead={AINO} team={PRODUCT}"),
        ('lead="@AINO" or (@aino)', f'lead="{AINO}" or ({AINO})'),
        ("@Aino Laine, @ben.o and @Pulssi.", f"{AINO}, {BEN} and {PULSSI}."),
        ("@Ben is a handle before it is a first name", "<@U3|ben> is a handle before it is a first name"),
        ("@ben okafor", BEN),
        ("@ÅSA", "<@U6|åsa>"),
        ("#product-talk", "<#C2|product-talk>"),
        ("@old.mikko", "<@U7|old.mikko>"),
        ("team=@Designers to=#product", f"team=<!subteam^S1|@designers> to={PRODUCT}"),
        ("@ben is a person before it is a group", "<@U3|ben> is a person before it is a group"),
    ],
)
def test_a_name_becomes_a_link(workspace: Workspace, typed: str, sent: str) -> None:
    assert linked(workspace, typed) == sent


@pytest.mark.parametrize(
    "typed",
    [
        "aino@example.com",
        "@ainola",
        "@aino.l",
        "@Sanna",
        "@Mikko",
        "#products",
        "#product_x",
        "lead=aino",
        "@",
    ],
)
def test_what_names_nobody_or_more_than_one_stays_as_it_was_typed(workspace: Workspace, typed: str) -> None:
    assert linked(workspace, typed) == typed
