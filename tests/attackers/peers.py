"""Rules by which other products hide groups, as their vendors document them; sizes are numbers of answers.

Each takes a whole and its parts and says which of them stay hidden. They are written from the documentation,
so that they are what the vendors promise, whatever their products do.
"""

from collections.abc import Mapping

Groups = Mapping[str, frozenset[int]]
WHOLE = "whole"


def glint(groups: Groups, *, least: int = 5, suppression: int = 2) -> frozenset[str]:
    """Viva Glint: 5 answers; where at most so many answers are hidden, the next smallest group is, too."""
    hidden, parts = _small(groups, least), _parts(groups)
    while parts.keys() - hidden and 0 < _rest(groups, parts.keys() - hidden) <= suppression:
        hidden |= {min(parts.keys() - hidden, key=lambda name: (len(parts[name]), name))}
    return hidden


def glint_comments(answers: int) -> bool:
    """Viva Glint: comments are shown from ten answers up."""
    return answers >= 10


def culture_amp(groups: Groups, *, least: int = 5) -> frozenset[str]:
    """Culture Amp: a filter is hidden where it, or everybody it leaves out, is fewer than five."""
    whole = groups[WHOLE]
    left_out = {name for name, group in _parts(groups).items() if 0 < len(whole - group) < least}
    return _small(groups, least) | left_out


def lattice_strong(groups: Groups, *, least: int = 5) -> frozenset[str]:
    """Lattice, "Strong": where one group is hidden for its size, the next smallest is hidden with it."""
    hidden, parts = _small(groups, least), _parts(groups)
    shown = parts.keys() - hidden
    if hidden and shown:
        hidden |= {min(shown, key=lambda name: (len(parts[name]), name))}
    return hidden


def peakon(groups: Groups, *, least: int = 5) -> frozenset[str]:
    """Peakon: a segment is hidden where it differs from one seen before by fewer unique people than five."""
    hidden = _small(groups, least)
    seen: list[frozenset[int]] = []
    for name, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        if name not in hidden and any(0 < len(group ^ other) < least for other in seen):
            hidden |= {name}
        if name not in hidden:
            seen.append(group)
    return hidden


def _parts(groups: Groups) -> dict[str, frozenset[int]]:
    return {name: group for name, group in groups.items() if name != WHOLE}


def _small(groups: Groups, least: int) -> frozenset[str]:
    return frozenset(name for name, group in groups.items() if len(group) < least)


def _rest(groups: Groups, shown: set[str]) -> int:
    parts = _parts(groups)
    return len(groups[WHOLE] - frozenset[int]().union(*(parts[name] for name in shown)))
