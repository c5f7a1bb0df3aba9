"""What is said of a bank: why a line cannot be taken, and what became of one that was taken over."""

from bot.conversations.messages import quoted
from locales.speech import marked, say, say_count
from storage.bank.taking import CHANGES, Outcome, Taken
from survey.bank.findings import Finding, Reason

_WHY = {
    Reason.TOO_LARGE: marked("line {line}: the file has {about} bytes, and 262144 is the most."),
    Reason.NOT_UTF8: marked("line {line}: this is no UTF-8 text; save the file as UTF-8."),
    Reason.NOT_YAML: marked("line {line}: “{about}” does not follow the rules of YAML."),
    Reason.SEVERAL_DOCUMENTS: marked(
        "line {line}: a file holds one bank, so leave out `---` and what follows."
    ),
    Reason.REFERENCE: marked("line {line}: write it out instead of pointing at it with `{about}`."),
    Reason.TAG: marked("line {line}: leave out `{about}`; a bank is plain text, numbers, true and false."),
    Reason.TOO_DEEP: marked("line {line}: lists stand in lists in lists here, deeper than any bank goes."),
    Reason.UNKNOWN_KEY: marked("line {line}: a bank has no key “{about}” here."),
    Reason.MISSING_KEY: marked("line {line}: the key `{about}` is missing here."),
    Reason.DUPLICATE_KEY: marked("line {line}: “{about}” stands here twice."),
    Reason.BAD_KEY: marked(
        "line {line}: “{about}” has to be a letter and up to 19 letters, digits and hyphens."
    ),
    Reason.BAD_LANGUAGE: marked("line {line}: “{about}” is no language like `fi` or `pt-BR`."),
    Reason.TOO_MANY_LANGUAGES: marked("line {line}: {about} languages are the most."),
    Reason.BAD_VERSION: marked("line {line}: a version is a whole number from 1 to 999999."),
    Reason.DUPLICATE_ID: marked("line {line}: another item has the id “{about}” already."),
    Reason.DUPLICATE_TEXT: marked("line {line}: {about} asks exactly this already."),
    Reason.UNKNOWN_THEME: marked("line {line}: the theme “{about}” is not among the file's themes."),
    Reason.UNKNOWN_SCALE: marked(
        "line {line}: there is no scale “{about}”; there are agree5, freq5, mood5, rec11, choice1, choices "
        "and text."
    ),
    Reason.UNKNOWN_PART: marked(
        "line {line}: there is no set “{about}”; there are core, general, cx_baseline and goal_template."
    ),
    Reason.CHANGED_POINTS: marked(
        "line {line}: what the points of a scale mean is fixed, so leave out `{about}`."
    ),
    Reason.LABEL_COUNT: marked("line {line}: this takes {about} labels."),
    Reason.EMPTY: marked("line {line}: something has to stand here."),
    Reason.TOO_LONG: marked("line {line}: {about} characters are the most here."),
    Reason.CONTROL: marked("line {line}: take out the invisible character {about}."),
    Reason.TOO_MANY_ITEMS: marked("line {line}: {about} items are the most."),
    Reason.OPTION_COUNT: marked("line {line}: a question has 2 to 10 options, not {about}."),
    Reason.OPTIONS_DIFFER: marked(
        "line {line}: `{about}` has another number of options than the first language."
    ),
    Reason.DUPLICATE_OPTION: marked("line {line}: “{about}” stands here twice."),
    Reason.OPTIONS_UNUSED: marked("line {line}: the scale {about} takes no options."),
    Reason.LANGUAGES_DIFFER: marked(
        "line {line}: `{about}` is there for one part and missing for the other."
    ),
    Reason.GOAL_UNEXPECTED: marked(
        "line {line}: only an item with `set: goal_template` has the words of a goal (`{about}`)."
    ),
    Reason.GOAL_MISSING: marked("line {line}: the place for the words of a goal is missing in `{about}`."),
    Reason.NEEDS_POINTS: marked("line {line}: `{about}` makes no sense on this scale."),
    Reason.SECOND_MARKER: marked("line {line}: the theme has a marker already, {about}."),
}
_KINDS = {
    "text": marked("line {line}: a text belongs here."),
    "list": marked("line {line}: a list belongs here."),
    "keys": marked("line {line}: keys and what they stand for belong here."),
    "number": marked("line {line}: a whole number belongs here."),
    "flag": marked("line {line}: true or false belongs here."),
}


def finding(found: Finding) -> str:
    """One sentence: the line, what is wrong with it, and what belongs there."""
    message = _KINDS[found.about] if found.reason is Reason.WRONG_TYPE else _WHY[found.reason]
    return say(message, line=found.line, about=quoted(found.about))


def taken(counts: Taken) -> list[str]:
    """A sentence for each thing that became of items; of those that changed nothing only where it matters."""
    return [_outcome(outcome, count) for outcome, count in counts.counts]


def detail(counts: Taken) -> str:
    """What the log says of a bank that was taken over."""
    return ", ".join(f"{outcome}={count}" for outcome, count in counts.counts if outcome in CHANGES)


def _outcome(outcome: Outcome, count: int) -> str:
    words = {
        Outcome.ADDED: say_count("1 question is new.", "{count} questions are new.", count),
        Outcome.VERSIONED: say_count(
            "1 question asks something else now: a new version, with a trend of its own.",
            "{count} questions ask something else now: new versions, with trends of their own.",
            count,
        ),
        Outcome.REWORDED: say_count(
            "1 question has new words in other languages, or another theme; its trend goes on.",
            "{count} questions have new words in other languages, or another theme; their trends go on.",
            count,
        ),
        Outcome.SAME: say_count("1 question was the same.", "{count} questions were the same.", count),
        Outcome.RETIRED: say_count(
            "1 question is retired here, and stays so.",
            "{count} questions are retired here, and stay so.",
            count,
        ),
        Outcome.TEMPLATE: say_count(
            "1 item was left out: it asks about a goal, and `/pulse goal add` fills it.",
            "{count} items were left out: they ask about a goal, and `/pulse goal add` fills them.",
            count,
        ),
    }
    return words[outcome]
