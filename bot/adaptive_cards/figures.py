"""What a bulletin shows among its words: a picture, or lines that Teams draws."""

from collections.abc import Iterable

from bot.adaptive_cards.markdown import SMALL, Element, blocks, literal
from bot.conversations.bulletins import Trend
from locales import formats
from locales.speech import say_in


def picture(url: str, alt: str) -> Element:
    """A picture as wide as the card."""
    return {"type": "Image", "url": url, "altText": alt, "size": "Stretch"}


def charts(trends: Iterable[Trend], image: list[Element]) -> list[Element]:
    """Lines that Teams draws, each with what it leaves out below it; a client without them shows the picture.

    See https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/charts-in-adaptive-cards.
    """
    drawn: list[Element] = []
    for number, trend in enumerate(trends):
        values = [{"x": week, "y": mean} for week, mean in trend.points]
        instead = image[0] if image and not number else _in_words(trend)
        drawn.append(
            {
                "type": "Chart.Line",
                "title": trend.title,
                "yAxisTitle": trend.scale,
                "data": [{"legend": say_in("name of a line in a chart", "Mean"), "values": values}],
                "fallback": "drop" if image and number else instead,
            }
        )
        drawn += blocks(trend.note, {}, **SMALL) if trend.note else []
    return drawn


def _in_words(trend: Trend) -> Element:
    told = " · ".join(f"{week} {formats.decimal(mean)}" for week, mean in trend.points)
    return {"type": "TextBlock", "text": literal(f"{trend.title}: {told}"), "wrap": True, **SMALL}
