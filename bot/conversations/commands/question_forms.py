"""The forms in which a question is added and edited, in every language there is."""

from collections.abc import Iterable

from bot.conversations.commands.question_scales import SCALE_NAMES
from bot.conversations.commands.question_values import options_in
from bot.conversations.desk import Values
from bot.conversations.messages import ChoiceField, Field, Form, TextField
from locales.catalogues import languages, own_name
from locales.speech import marked, say
from survey.goals import Goal
from survey.questions import LONGEST_OPTION, LONGEST_QUESTION

ADD_FORM, EDIT_FORM = "question add", "question edit"
NO_GOAL = "none"
_LONGEST_OPTIONS = 650
_LONGEST_LABEL, _MOST_GOALS = 70, 99
_WHAT_CHANGES = marked(
    "**Another text, scale or options, another direction, or sensitive or not, begins a new trend:** the "
    "question gets a new version, and the trend so far stays as it is. Words in other languages, what it "
    "serves and how often it comes change without that."
)


def add_form(goals: Iterable[Goal], *, spoken: str) -> Form:
    """An empty form; ``spoken`` is the language of its first text."""
    values = {"scale": "agree5", "anchor": "no", "reverse": "no", "sensitive": "no"}
    return Form(
        name=ADD_FORM,
        title=say("Add a question"),
        submit=say("Add question"),
        fields=_fields(values, goals, spoken=spoken),
    )


def edit_form(key: str, values: Values, goals: Iterable[Goal], *, spoken: str) -> Form:
    """A form with what a question has now; it says before anything is saved what begins a new trend."""
    return Form(
        name=EDIT_FORM,
        title=say("Edit a question"),
        submit=say("Save"),
        intro=f"`{key}` {say(_WHAT_CHANGES)}",
        subject=key,
        fields=_fields(values, goals, spoken=spoken),
    )


def _fields(values: Values, goals: Iterable[Goal], *, spoken: str) -> tuple[Field, ...]:
    others = [each for each in languages() if each != spoken]
    return (
        TextField(
            "text",
            say("The question"),
            hint=say("One thing at a time, about this week."),
            value=values.get("text", ""),
            longest=LONGEST_QUESTION,
        ),
        *(_in_language(each, values) for each in others),
        _choice("scale", say("How it is answered"), SCALE_NAMES, values),
        _options("options", say("Own options"), say("Only for options of your own: one a line."), values),
        *(
            _options(options_in(each), say("Own options: {language}", language=own_name(each)), "", values)
            for each in others
        ),
        *_purpose(values, goals),
        _choice(
            "anchor",
            say("How often"),
            {"no": marked("In turn with the others"), "yes": marked("Every week")},
            values,
        ),
        _choice(
            "reverse",
            say("What agreeing means"),
            {"no": marked("The upper end is good news"), "yes": marked("The upper end is bad news")},
            values,
        ),
        _choice(
            "sensitive",
            say("Is it sensitive?"),
            {"no": marked("No"), "yes": marked("Yes: shown from eight answers up")},
            values,
        ),
    )


def _in_language(spoken: str, values: Values) -> Field:
    label = say("The question: {language}", language=own_name(spoken))
    return TextField(spoken, label, value=values.get(spoken, ""), optional=True, longest=LONGEST_QUESTION)


def _options(name: str, label: str, hint: str, values: Values) -> Field:
    return TextField(
        name,
        label,
        hint=hint,
        value=values.get(name, ""),
        optional=True,
        multiline=True,
        longest=_LONGEST_OPTIONS,
    )


def _choice(name: str, label: str, options: dict[str, str], values: Values) -> Field:
    pairs = tuple((value, say(words)) for value, words in options.items())
    return ChoiceField(name, label, pairs, value=values.get(name, ""))


def _purpose(values: Values, goals: Iterable[Goal]) -> list[Field]:
    fields: list[Field] = [
        TextField(
            "theme",
            say("What it serves"),
            hint=say("A theme like CUS, or in your own words; shown on every card."),
            value=values.get("theme", ""),
            optional=True,
            longest=LONGEST_OPTION,
        )
    ]
    options = [(str(goal.number), _label(goal)) for goal in goals][-_MOST_GOALS:]
    if options:
        every = ((NO_GOAL, say("No goal")), *options)
        now = values.get("goal", "") or NO_GOAL
        fields.append(ChoiceField("goal", say("Or a goal"), every, value=now, optional=True))
    return fields


def _label(goal: Goal) -> str:
    words = f"{goal.number}. {goal.words}"
    return words if len(words) <= _LONGEST_LABEL else f"{words[: _LONGEST_LABEL - 1]}…"
