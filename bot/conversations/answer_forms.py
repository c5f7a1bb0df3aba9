"""The forms behind a card: several options, an answer in words, a reason. They always open empty."""

from bot.conversations import cards
from bot.conversations.messages import ChoicesField, Form, Message, TextField, quoted
from locales.speech import language, say, say_in
from storage.sealing import LONGEST_COMMENT
from survey.questions import Question
from survey.rounds import Round

CHOOSE_FORM, CHOICES_FIELD = "choose", "choices"
WRITE_FORM, WORDS_FIELD = "write", "words"
WHY_FORM, WHY_FIELD = "why", "why"


def choose(round_: Round, question: Question) -> Form:
    """Tick one or more of a question's options."""
    spoken = question.spoken(language())
    scale = spoken.scale
    options = tuple((str(value), label) for value, label in zip(scale.values, scale.labels, strict=True))
    return Form(
        name=CHOOSE_FORM,
        title=say_in("several options", "Choose"),
        submit=say("Save"),
        subject=cards.subject(round_, question),
        intro=f"**{quoted(spoken.text)}**\n{_choose_note()}",
        fields=(ChoicesField(CHOICES_FIELD, say("Everything that fits"), options),),
    )


def write(round_: Round, question: Question) -> Form:
    """Answer a question in words."""
    return Form(
        name=WRITE_FORM,
        title=say_in("an answer", "Write"),
        submit=say("Save"),
        subject=cards.subject(round_, question),
        intro=f"**{quoted(question.spoken(language()).text)}**\n{_write_promise()}",
        fields=(TextField(WORDS_FIELD, say("Your answer"), multiline=True, longest=LONGEST_COMMENT),),
    )


def why(round_: Round, question: Question) -> Form:
    """Say what is behind an answer."""
    label = say("What is behind your answer?")
    return Form(
        name=WHY_FORM,
        title=say("Say why"),
        submit=say("Save"),
        subject=cards.subject(round_, question),
        intro=f"**{quoted(question.spoken(language()).text)}**\n{_why_promise()}",
        fields=(TextField(WHY_FIELD, label, multiline=True, optional=True, longest=LONGEST_COMMENT),),
    )


def saved() -> Message:
    """What follows a reason; the same whatever was written."""
    return Message(
        say(
            "Your words are in. Until the round closes you can say why again: the new words take the old "
            "ones' place, and an empty field takes them back."
        )
    )


def _choose_note() -> str:
    return say(
        "This opens empty even if you have answered, so that nobody sees over your shoulder what you chose. "
        "What you save takes the old answer's place."
    )


def _write_promise() -> str:
    return say(
        "Your words are stored apart from your other answers and without your name. They are shown to the "
        "team, in random order, only if ten or more people take part; otherwise nobody ever reads them. "
        "Write so that your style does not give you away. What you save replaces what you wrote here before."
    )


def _why_promise() -> str:
    return say(
        "Your words are stored apart from your answer and without your name. They are shown to the team, in "
        "random order, only if ten or more people take part; otherwise nobody ever reads them. Write so that "
        "your style does not give you away. What you save replaces what you wrote here before; an empty "
        "field takes it back."
    )
