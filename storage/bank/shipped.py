"""The bank that comes with Pulssi."""

from functools import cache
from importlib.resources import files

from storage.bank.file import read
from storage.errors import StorageError
from survey.bank.items import Bank


class DamagedBankError(StorageError):
    """The file of the bank is not as it was shipped."""


@cache
def shipped() -> Bank:
    """The 58 items Pulssi ships with.

    Raises:
        DamagedBankError: the file of this installation was changed.
    """
    return bank_of(files("storage.bank").joinpath("items.yaml").read_bytes())


def bank_of(data: bytes) -> Bank:
    """The bank of a file that must be right.

    Raises:
        DamagedBankError: it is not.
    """
    found = read(data)
    if isinstance(found, Bank):
        return found
    raise DamagedBankError(
        f"Pulssi's own question bank is damaged (line {found[0].line}: {found[0].reason}). "
        "Install Pulssi again."
    )
