"""What is read of one entry of a roster."""

import pytest

from bot.teams.members import Member, member
from survey.ids import UserRef


@pytest.mark.parametrize(
    ("told", "is_guest"),
    [
        ({"userRole": "user"}, False),
        ({}, False),
        ({"userRole": "guest"}, True),
        ({"userRole": "Guest"}, True),
        ({"userRole": "anonymous"}, True),
        ({"userRole": "user", "userPrincipalName": "ada_there.example#EXT#@here.example"}, True),
        ({"userPrincipalName": "ada_there.example#ext#@here.example"}, True),
        ({"userPrincipalName": "ada@here.example", "email": "x#EXT#@here.example"}, False),
        ({"userPrincipalName": None, "userRole": None}, False),
    ],
)
def test_a_guest_is_told_by_role_or_principal_name(told: dict[str, object], is_guest: bool) -> None:
    assert member({"id": "29:1", **told}) == Member(UserRef("29:1"), None, is_guest)


@pytest.mark.parametrize("name", ["aadObjectId", "objectId"])
def test_the_account_has_either_of_two_names(name: str) -> None:
    found = member({"id": "29:1", name: "a-b"})

    assert found is not None
    assert found.account == "a-b"


@pytest.mark.parametrize("told", [{}, {"id": ""}, {"id": "28:1", "userRole": "bot"}])
def test_a_bot_and_what_has_no_id_is_nobody(told: dict[str, object]) -> None:
    assert member(told) is None
