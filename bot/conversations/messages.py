"""What a conversation says, before any platform gives it a shape.

Text may use ``**bold**``, ```` `code` ```` and :func:`mention`; an adapter turns these, and the parts, into
its platform's blocks or cards. What people typed goes through :func:`quoted` first, so that it cannot become
markup.
"""

import re
from dataclasses import dataclass, field

from survey.ids import ChannelRef, UserRef

_BEGIN, _END = "\x02", "\x03"
MENTIONED = re.compile(f"{_BEGIN}([^{_END}]+){_END}")
"""What :func:`mention` makes: marks nobody can type, so that no text of people becomes a mention."""
_LOOKALIKE = str.maketrans({"*": "∗", "`": "ˋ", _BEGIN: None, _END: None})


def quoted(text: str) -> str:
    """Text from people, harmless inside marked-up text."""
    return " ".join(text.translate(_LOOKALIKE).split())


def mention(user: UserRef) -> str:
    """Somebody by the name their platform shows; that name is never known here."""
    return f"{_BEGIN}{user}{_END}"


@dataclass(frozen=True, slots=True)
class Heading:
    """A short title."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Small print."""

    text: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A line between two things."""


@dataclass(frozen=True, slots=True)
class Button:
    """One tap: ``action`` and ``value`` come back with it."""

    action: str
    value: str
    label: str
    primary: bool = False


OPEN_COMMAND = "open"
"""The action of a button that stands for a command; its value is what would be typed after ``/pulse``."""


def opens(command: str, label: str, *, primary: bool = False) -> Button:
    """A button that does what a command does."""
    return Button(OPEN_COMMAND, command, label, primary=primary)


DO_COMMAND = "do"
"""The action of a button that does a command at once, where others can press it, too; its value is alike."""


def does(command: str, label: str) -> Button:
    """A button among everybody's eyes; what comes of it is said to whoever pressed it, and to nobody else."""
    return Button(DO_COMMAND, command, label)


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of buttons about one subject, which comes back with every tap."""

    subject: str
    buttons: tuple[Button, ...]


Part = Heading | Paragraph | Note | Divider | Buttons


@dataclass(frozen=True, slots=True)
class Message:
    """Something said.

    Attributes:
        text: the whole in one line, for notifications and screen readers.
        parts: how it is laid out; empty where the text is all there is.
    """

    text: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class TextField:
    """A line or a box to type into."""

    name: str
    label: str
    hint: str = ""
    value: str = ""
    optional: bool = False
    multiline: bool = False
    longest: int = 200


@dataclass(frozen=True, slots=True)
class ChoiceField:
    """One of a few options, as pairs of value and label."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str = ""
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ChoicesField:
    """Some of up to ten options, as pairs of value and label; nothing is chosen beforehand."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class PersonField:
    """Somebody of the workspace; comes back as a mention, as if it were typed."""

    name: str
    label: str
    value: UserRef | None = None
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ChannelField:
    """A channel; comes back as a link to it, as if it were typed."""

    name: str
    label: str
    value: ChannelRef | None = None
    hint: str = ""
    optional: bool = False


Field = TextField | ChoiceField | ChoicesField | PersonField | ChannelField


@dataclass(frozen=True, slots=True)
class Form:
    """A few fields to fill.

    Attributes:
        name: which form it is; comes back with the answers.
        subject: what it is about; comes back as it is, and is never a secret.
    """

    name: str
    title: str
    submit: str
    fields: tuple[Field, ...]
    intro: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class FormProblem:
    """Why a form was not taken: a sentence at a field."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer to a tap: a message that takes the card's place, or stands beside it for one person."""

    message: Message
    replaces: bool = field(default=True)
