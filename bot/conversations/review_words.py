"""A team's month or quarter in words: what changed, all else in a line a kind, one thing to talk about."""

from collections.abc import Iterable, Iterator, Sequence

from bot.conversations import digest_words
from bot.conversations.bulletins import Bulletin
from bot.conversations.messages import Note, Paragraph, Part, quoted
from charts import review_words
from charts import words as phrases
from locales.speech import say
from survey.disclosure.figures import Released
from survey.reviews import Line, Review
from survey.reviews import Part as Group
from survey.statistics.rates import LONG, SHORT, ResponseRate
from survey.verdicts import SIGNALS, Change


def bulletin(review: Review) -> Bulletin:
    """The look back for its channel: what changed, the picture's place, and what to talk about."""
    judged = [line for line in review.lines if line.part is not Group.BASELINE]
    blocks = [" · ".join([_head(review), *_rates(review)]), *_changed(judged)]
    blocks += _unchanged(review.of(Group.THEMES))
    blocks += _listed(review.of(Group.GOALS), say("**Goals**"))
    blocks += _listed(review.of(Group.BASELINE), say("**Customer baseline**"))
    by_chance = say(
        "Each question is compared with its own past only; of ten named as changed, one may be chance."
    )
    below: list[Part] = [Paragraph(digest_words.talk(review.talk))] if review.talk else []
    below.append(Note(f"{by_chance} {digest_words.promise(review.floor)}"))
    return Bulletin(
        name=f"{review.first}-{review.last}",
        title=say("{team}, {weeks}", team=review.team, weeks=review_words.when(review)),
        above=tuple(map(Paragraph, blocks)),
        below=tuple(below),
    )


def _head(review: Review) -> str:
    team, first, last = quoted(review.team), review.first.number, review.last.number
    if review.is_quarter:
        return say(
            "**{team}, looking back at weeks {first}–{last} and the quarter**",
            team=team,
            first=first,
            last=last,
        )
    return say("**{team}, looking back at weeks {first}–{last}**", team=team, first=first, last=last)


def _rates(review: Review) -> Iterator[str]:
    if review.lately is not None:
        yield _rate(review.lately, SHORT)
    if review.longer is not None:
        yield _rate(review.longer, LONG)


def _rate(rate: ResponseRate, rounds: int) -> str:
    """A count, because shares of a few people look more exact than they are."""
    return say(
        "in the last {rounds} rounds {answers} of {invited} took part",
        rounds=rounds,
        answers=rate.answers,
        invited=rate.invited,
    )


def _changed(lines: Iterable[Line]) -> Iterator[str]:
    """What went beyond its usual variation, in full; that nothing did is said, too."""
    compared = [line for line in lines if line.verdict and line.verdict.change is not Change.EARLY]
    beyond = [line for line in compared if line.verdict and line.verdict.change in SIGNALS]
    for line in beyond:
        yield f"**{quoted(review_words.name(line))}** – {quoted(line.question)}\n{review_words.told(line)}"
    if compared and not beyond:
        yield say("Nothing went beyond its usual variation.")


def _unchanged(lines: Iterable[Line]) -> Iterator[str]:
    """Everything else, one line a kind."""
    kinds: dict[Change | None, list[Line]] = {}
    for line in lines:
        kind = line.verdict.change if line.verdict and isinstance(line.figure, Released) else None
        kinds.setdefault(kind, []).append(line)
    if within := kinds.get(Change.WITHIN):
        yield say("Within the usual variation: {themes}.", themes=_with_means(within))
    if early := kinds.get(Change.EARLY):
        yield say("Too early to compare: {themes}.", themes=_with_means(early))
    if few := kinds.get(Change.FEW):
        yield say("Few answers, no comparison: {themes}.", themes=_with_means(few))
    if hidden := kinds.get(None):
        yield say("Not shown or not compared: {themes}.", themes=_with_means(hidden))


def _with_means(lines: Sequence[Line]) -> str:
    return phrases.series(_with_mean(line) for line in lines)


def _with_mean(line: Line) -> str:
    name = quoted(review_words.name(line))
    if line.mean is None:
        return name
    mean = phrases.number(line.mean)
    if line.before is None:
        return say("{theme} {mean}", theme=name, mean=mean)
    return say("{theme} {mean} (before {before})", theme=name, mean=mean, before=phrases.number(line.before))


def _listed(lines: Sequence[Line], heading: str) -> Iterator[str]:
    """Goals and the baseline with their questions, in the order in which they were set."""
    if lines:
        yield "\n".join(
            [heading, *(f"• {quoted(line.question)} {review_words.told(line)}" for line in lines)]
        )
