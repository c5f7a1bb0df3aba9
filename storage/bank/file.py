"""Banks as YAML: read with a line for everything that is wrong, written so that people can edit them."""

from collections.abc import Iterable

import yaml

from storage.bank.parsing import parse
from survey.bank.check import check
from survey.bank.findings import Finding
from survey.bank.items import Bank, BankScale, Item, Labels, Part, Texts

_TEXT, _NUMBER, _FLAG, _SEQUENCE, _MAPPING = (
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "bool", "seq", "map")
)
_UNFOLDED = 1_000_000
_MARKS = ("marker", "in_turn", "anchor", "sensitive")


def read(data: bytes) -> Bank | tuple[Finding, ...]:
    """The bank in a file, or what keeps it from being one; never an exception, whatever the bytes are."""
    node = parse(data)
    return (node,) if isinstance(node, Finding) else check(node)


def write(bank: Bank) -> str:
    """A file :func:`read` makes the same bank of; the same bank always gives the same text."""
    fields = [("version", _number(bank.version))]
    if bank.licence:
        fields.append(("license", _text(bank.licence)))
    if bank.scales:
        fields.append(("scales", _mapping((scale.key, _scale(scale)) for scale in bank.scales)))
    fields.append(("themes", _mapping((theme.key, _texts(theme.names, flow=True)) for theme in bank.themes)))
    fields.append(
        ("items", yaml.SequenceNode(_SEQUENCE, [_item(item) for item in bank.items], flow_style=False))
    )
    written = yaml.serialize(_mapping(fields), Dumper=yaml.SafeDumper, allow_unicode=True, width=_UNFOLDED)
    return str(written)


def _scale(scale: BankScale) -> yaml.Node:
    points = scale.points
    fields = [
        ("type", _text(points.type)),
        ("values", _list(map(_number, points.values))),
        ("favourable", _list(map(_number, points.favourable))),
        ("unfavourable", _list(map(_number, points.unfavourable))),
    ]
    if scale.emoji:
        fields.append(("emoji", _list(map(_text, scale.emoji))))
    return _mapping([*fields, ("labels", _labels(scale.labels)), ("skip", _texts(scale.skip, flow=True))])


def _item(item: Item) -> yaml.Node:
    fields = [("id", _text(item.id))]
    if item.theme:
        fields.append(("theme", _text(item.theme)))
    fields += [("scale", _text(item.scale)), ("reverse", _flag(said=item.reverse))]
    if item.part is not Part.CORE:
        fields.append(("set", _text(item.part)))
    fields.extend((name, _flag(said=True)) for name in _MARKS if getattr(item, name))
    fields.append(("text", _texts(item.texts)))
    if item.options.pairs:
        fields.append(("options", _labels(item.options)))
    return _mapping(fields)


def _texts(texts: Texts, *, flow: bool = False) -> yaml.Node:
    return _mapping(((language, _text(words)) for language, words in texts.pairs), flow=flow)


def _labels(labels: Labels) -> yaml.Node:
    return _mapping((language, _list(map(_text, words))) for language, words in labels.pairs)


def _mapping(fields: Iterable[tuple[str, yaml.Node]], *, flow: bool = False) -> yaml.Node:
    return yaml.MappingNode(_MAPPING, [(_text(key), node) for key, node in fields], flow_style=flow)


def _list(nodes: Iterable[yaml.Node]) -> yaml.Node:
    return yaml.SequenceNode(_SEQUENCE, list(nodes), flow_style=True)


def _text(words: str) -> yaml.Node:
    return yaml.ScalarNode(_TEXT, str(words))


def _number(value: int) -> yaml.Node:
    return yaml.ScalarNode(_NUMBER, str(value))


def _flag(*, said: bool) -> yaml.Node:
    return yaml.ScalarNode(_FLAG, "true" if said else "false")
