"""How a question that somebody wrote differs from the one that is stored."""

from dataclasses import replace

from survey.questions import Question, QuestionDraft

_ANY_OTHER = ""


def asks_otherwise(known: Question, draft: QuestionDraft) -> bool:
    """Whether answers before and after could not be compared, so that a trend has to begin anew.

    What a question serves, how often it comes and its words in other languages leave the trend alone.
    Whether it is sensitive does not: a round keeps the promise it opened with.
    """
    before = (known.text, known.scale, known.reverse, known.sensitive)
    return before != (draft.text, draft.scale, draft.reverse, draft.sensitive)


def is_reworded(known: Question, draft: QuestionDraft) -> bool:
    """Whether anybody would read something else, in whatever language."""
    wordings = tuple((draft.wordings or {}).items())
    after = replace(known, text=draft.text, scale=draft.scale, theme=draft.theme, wordings=wordings)
    languages = {_ANY_OTHER, *(language for language, _ in (*known.wordings, *wordings))}
    return any(_read(known, language) != _read(after, language) for language in languages)


def is_moved(known: Question, draft: QuestionDraft) -> bool:
    """Whether it would serve something else, or come more or less often."""
    before = (known.theme, known.theme_key, known.role, known.goal)
    return before != (draft.theme, draft.theme_key, draft.role, draft.goal)


def origin(known: Question) -> str:
    """The language a question was written in; empty where nobody said."""
    same = [(language, words) for language, words in known.wordings if words.text == known.text]
    same.sort(key=lambda each: each[1].theme != known.theme)
    return same[0][0] if same else ""


def _read(question: Question, language: str) -> tuple[str, str, tuple[str, ...]]:
    spoken = question.spoken(language)
    return spoken.text, spoken.theme, spoken.scale.labels
