"""What a SQLite file holds that no row points to: with ``secure_delete`` nothing but zeros (SCIENCE P18)."""

from collections.abc import Iterator

_INNER, _LEAF = 2, 10
"""Pages of tables without row numbers and of indexes."""


class Pages:
    """A database file, page by page."""

    def __init__(self, data: bytes) -> None:
        """Read the sizes in the file's head."""
        self._data = data
        self._size = int.from_bytes(data[16:18]) if data[16:18] != b"\x00\x01" else 65536
        self._used = self._size - data[20] if self._size else 0

    def gaps(self, roots: list[int]) -> Iterator[bytes]:
        """What lies between the rows on the pages of these trees, such as copies of rows moved away."""
        for number in self._tree(roots):
            page = self._page(number)
            head = 12 if page[0] == _INNER else 8
            end = int.from_bytes(page[5:7]) or 65536
            yield page[head + 2 * int.from_bytes(page[3:5]) : end]
            yield from (page[start + 4 : end] for start, end in self._free_places(page))

    def not_erased(self, roots: list[int]) -> list[int]:
        """The pages on which something was deleted and not overwritten."""
        deleted = (
            number
            for number in self._tree(roots)
            if any(
                any(self._page(number)[start + 4 : end])
                for start, end in self._free_places(self._page(number))
            )
        )
        return sorted({*deleted, *self._given_up()})

    def _page(self, number: int) -> bytes:
        return self._data[(number - 1) * self._size : number * self._size]

    def _tree(self, roots: list[int]) -> Iterator[int]:
        waiting, seen = list(roots), set[int]()
        while waiting:
            number = waiting.pop()
            page = self._page(number)
            # A log not yet carried over can mean pages that the file does not have.
            if number in seen or len(page) < self._size or page[0] not in {_INNER, _LEAF}:
                continue
            seen.add(number)
            yield number
            if page[0] == _INNER:
                cells = int.from_bytes(page[3:5])
                places = [int.from_bytes(page[12 + 2 * each : 14 + 2 * each]) for each in range(cells)]
                waiting += [int.from_bytes(page[place : place + 4]) for place in places]
                waiting.append(int.from_bytes(page[8:12]))

    def _free_places(self, page: bytes) -> Iterator[tuple[int, int]]:
        start = int.from_bytes(page[1:3])
        while 0 < start <= self._used - 4:
            following, length = (
                int.from_bytes(page[start : start + 2]),
                int.from_bytes(page[start + 2 : start + 4]),
            )
            yield start, start + length
            start = following if following > start else 0

    def _given_up(self) -> Iterator[int]:
        trunk, left = int.from_bytes(self._data[32:36]), int.from_bytes(self._data[36:40])
        while trunk and left > 0:
            page = self._page(trunk)
            count = int.from_bytes(page[4:8])
            for each in range(count):
                number = int.from_bytes(page[8 + 4 * each : 12 + 4 * each])
                if any(self._page(number)):
                    yield number
            if any(page[8 + 4 * count :]):
                yield trunk
            trunk, left = int.from_bytes(page[:4]), left - count - 1
