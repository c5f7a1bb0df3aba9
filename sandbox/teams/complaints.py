"""What is wrong with a message although the connector takes it; for tests to read."""

from collections import Counter
from collections.abc import Iterator

from sandbox.teams import cards
from sandbox.teams.limits import size
from sandbox.workspace.messages import Json

VERSIONS = frozenset({"1.0", "1.1", "1.2", "1.3", "1.4", "1.5"})
BUDGET = 28 * 1024
LONGEST_URI = 65_500
"""Old renderers show no picture behind a longer address (AdaptiveCards issue 2881)."""
_KNOWN = """
    AdaptiveCard ActionSet Badge CodeBlock Column ColumnSet Container FactSet Icon Image ImageSet Media
    ProgressBar ProgressRing Rating RichTextBlock Table TableCell TableRow TextBlock TextRun
    Action.Execute Action.OpenUrl Action.ShowCard Action.Submit Action.ToggleVisibility Input.ChoiceSet
    Input.Date Input.Number Input.Rating Input.Text Input.Time Input.Toggle Chart.Donut Chart.Gauge
    Chart.HorizontalBar Chart.HorizontalBar.Stacked Chart.Line Chart.Pie Chart.VerticalBar
    Chart.VerticalBar.Grouped
"""
KNOWN = frozenset(_KNOWN.split())


def of(activity: Json) -> list[str]:
    """Sentences about the cards of a message."""
    found = cards.of(activity)
    said = [sentence for card in found for sentence in _of_card(card)]
    if found and not (activity.get("text") or activity.get("summary")):
        said.append("The message has neither text nor summary, so a notification says nothing.")
    return said


def of_card(card: Json) -> list[str]:
    """The same of one card, like that of a dialog."""
    return list(_of_card(card))


def _of_card(card: Json) -> Iterator[str]:
    if card.get("type") != "AdaptiveCard":
        yield f"The card's type is {card.get('type')!r}."
    if card.get("version") not in VERSIONS:
        yield f"Teams knows no version {card.get('version')!r} of cards."
    if not card.get("fallbackText"):
        yield "The card has no fallbackText."
    if size(card) > BUDGET:
        yield f"The card has {size(card)} bytes, more than {BUDGET}."
    ids = Counter(str(field.get("id")) for field in cards.inputs([card]))
    yield from (f"The id {name!r} is that of {count} inputs." for name, count in ids.items() if count > 1)
    for element in cards.elements(card, cards.ASIDE - {"fallback"}):
        yield from _of_element(element)


def _of_element(element: Json) -> Iterator[str]:
    kind = str(element["type"])
    if kind not in KNOWN:
        yield f"Teams shows no {kind!r}."
    elif kind == "Image":
        yield from _of_image(element)
    elif kind == "Action.Execute" and not element.get("verb"):
        yield "An Action.Execute has no verb."
    elif kind.startswith("Chart.") and "fallback" not in element:
        yield f"A {kind} has no fallback."
    elif kind.startswith("Input."):
        yield from _of_input(element)


def _of_image(image: Json) -> Iterator[str]:
    if not image.get("altText"):
        yield "An Image has no altText."
    if len(str(image.get("url", ""))) > LONGEST_URI:
        yield f"The address of an Image is longer than {LONGEST_URI} characters."


def _of_input(field: Json) -> Iterator[str]:
    name = f"{field['type']} {field.get('id')!r}"
    if not field.get("label"):
        yield f"The {name} has no label."
    if field.get("isRequired") and not field.get("errorMessage"):
        yield f"The {name} is required and has no errorMessage."
