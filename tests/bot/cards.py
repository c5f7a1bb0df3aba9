"""Who has been asked so far."""

from tests.office import Office


def asked(office: Office) -> list[str]:
    """Whoever got a card, by the platform's name, once for each."""
    return sorted(str(post["user"]) for post in office.to_people())
