"""How a question is answered: its scale, and the options that people choose from."""

from bot.conversations.desk import Values
from locales.speech import marked, say
from survey.bank.findings import untyped
from survey.bank.items import AnswerType
from survey.errors import InputError
from survey.questions import LONGEST_OPTION, MOST_OPTIONS
from survey.scales import CHOICE_KEY, SCALE_KEYS, Scale, scale_of

FEWEST_OPTIONS = 2
SCALE_NAMES = {
    "agree5": marked("Agree or disagree, 5 steps"),
    "freq5": marked("How often, 5 steps"),
    "mood5": marked("Mood, 5 faces with words"),
    "rec11": marked("How likely, 0 to 10"),
    "choice1": marked("One of my own options"),
    "choices": marked("Several of my own options"),
    "text": marked("A few words"),
}


def plain(text: str) -> str:
    """Words on one line, without what no keyboard types."""
    typed = "".join(letter for letter in " ".join(text.split()) if not untyped(letter))
    return " ".join(typed.split())


def scale(values: Values) -> Scale:
    """The scale that was typed; options of one's own make it a choice where none was."""
    options = options_of(values, "options")
    key = values.get("scale", "").strip().lower() or (CHOICE_KEY if options else "agree5")
    if key not in SCALE_KEYS:
        known = "; ".join(f"{name} ({say(words)})" for name, words in SCALE_NAMES.items())
        raise InputError(say("scale: type one of these: {known}.", known=known))
    if not AnswerType(key).takes_options:
        if options:
            raise InputError(
                say(
                    "options: only `scale=choice1` and `scale=choices` take options; leave them out for "
                    "{scale}.",
                    scale=key,
                )
            )
        return scale_of(key)
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        raise _unfit_options("options")
    return scale_of(key, options)


def options_of(values: Values, name: str) -> tuple[str, ...]:
    """Options one a line, or with commas between them."""
    written = values.get(name, "").strip()
    parts = written.split("\n") if "\n" in written else written.split(",")
    options = tuple(words for part in parts if (words := plain(part)))
    if len({option.casefold() for option in options}) < len(options):
        raise _unfit_options(name)
    if any(len(option) > LONGEST_OPTION for option in options):
        raise InputError(
            say(
                "{field}: keep each under {most} characters, so that it fits on a button.",
                field=name,
                most=LONGEST_OPTION,
            )
        )
    return options


def _unfit_options(name: str) -> InputError:
    return InputError(
        say(
            '{field}: type 2 to {most} different ones, like `options="Office, Home, Both"`.',
            field=name,
            most=MOST_OPTIONS,
        )
    )


def translated(values: Values, name: str, own: tuple[str, ...]) -> tuple[str, ...]:
    """Options in another language: as many as the question has, or none."""
    options = options_of(values, name)
    if options and len(options) != len(own):
        raise InputError(
            say("{field}: type as many as the question's own options, in the same order.", field=name)
        )
    return options
