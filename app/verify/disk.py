"""What the files say, byte by byte; each check returns its exact findings and never a secret."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from app.verify import carving
from app.verify.installation import CannotTellError, Installation
from app.verify.pages import Pages
from app.verify.stored import Findings
from storage.copies import STAGING
from storage.sealing import ANSWER, COMMENT, token
from survey.ids import PersonId, QuestionId, RoundId

_KEY = 32
_SUFFIX = ".round"
_MOST_NAMES = 400_000
_ANSWER_WORD = re.compile(rb"answer:-?\d")


def dead_keys(there: Installation) -> Findings:
    """P13: no key outlives its round, and no bytes found here tie a token to a person."""
    alive = {known.key_name for known in there.rounds.values() if known.is_open}
    names = {path.name.removesuffix(_SUFFIX) for path in there.key_files() if path.name.endswith(_SUFFIX)}
    names |= there.shared_keys.keys()
    over = {known.key_name: known.id for known in there.rounds.values() if not known.is_open}
    found = [
        f"the key of round {over[name]}, which is over, still exists"
        if name in over
        else f"there is a key {name} of no round"
        for name in sorted(names - alive)
    ]
    return found + _matched(there) + _guessed(there)


def readable_files(there: Installation) -> Findings:
    """P14: nobody but Pulssi's own user can read the database, its copies or a key."""
    return [
        f"{path} can be read by others (mode {mode:04o}): chmod {'700' if path.is_dir() else '600'} {path}"
        for path, mode in there.modes.items()
        if mode & 0o077
    ]


def telling_logs(there: Installation) -> Findings:
    """P17: no log has a person, or what was tapped."""
    if not there.logs:
        raise CannotTellError("no log was given; add --logs and the file or folder they are in")
    people = there.ask("SELECT ref, dm_channel FROM person")
    words = {word.encode() for row in people for word in row if word}
    found = []
    for path in there.logs:
        data = path.read_bytes()
        named = sum(1 for word in words if word in data and _stands_alone(word, data))
        found += [f"{path} names {named} people"] if named else []
        found += [f"{path} tells what somebody tapped"] if _ANSWER_WORD.search(data) else []
    return found


def traces(there: Installation) -> Findings:
    """P18: no file of the database has anything sealed, or anybody who took part, of a round that is over."""
    main = there.main_file()
    found = []
    for path, data in {main: main.read_bytes(), **there.side}.items():
        over = {row.round for row in carving.rows(data) if there.is_over(row.round)}
        found += [f"{path.name} still has sealed answers of round {number}" for number in sorted(over)]
    pages = Pages(main.read_bytes())
    roots = _roots(there)
    unclean = pages.not_erased(roots)
    if unclean:
        found.append(f"{main.name} has {len(unclean)} pages with deleted rows that were not overwritten")
    people = {number for (number,) in there.ask("SELECT id FROM person")}
    named = {
        number
        for gap in pages.gaps(roots)
        for number, person in carving.took_part(gap)
        if there.is_over(number) and person in people
    }
    return found + [f"{main.name} still tells who took part in round {number}" for number in sorted(named)]


def telling_copies(there: Installation) -> Findings:
    """P19: no backup has a key, or anything of an open round."""
    keys = [path.read_bytes() for path in there.key_files() if path.name.endswith((_SUFFIX, ".key", ".new"))]
    keys += there.shared_keys.values()
    found = []
    for path in there.copies:
        data = path.read_bytes()
        if any(key in data for key in keys if len(key) == _KEY):
            found.append(f"{path} has a key in it")
        if any(True for _ in carving.rows(data)):
            found.append(f"{path} has sealed answers in it")
        found += [f"{path} has rows in {table}" for table in _staging_of(path)]
    if there.database is None and not there.copies:
        raise CannotTellError("no backup was given; add --backup and the file")
    return found


def _stands_alone(word: bytes, data: bytes) -> bool:
    return re.search(rb"(?<![A-Za-z0-9])" + re.escape(word) + rb"(?![A-Za-z0-9])", data) is not None


def _roots(there: Installation) -> list[int]:
    names = ", ".join(f"'{name}'" for name in STAGING)
    rows = there.ask(f"SELECT rootpage FROM sqlite_master WHERE tbl_name IN ({names}) AND rootpage > 0")  # noqa: S608
    return [number for (number,) in rows]


def _staging_of(copy: Path) -> list[str]:
    """The tables of open rounds that a copy has rows in; none where it is no SQLite database."""
    try:
        with closing(sqlite3.connect(f"file:{copy}?mode=ro&immutable=1", uri=True)) as opened:
            return [
                name
                for name in STAGING
                if opened.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 - our own names
            ]
    except sqlite3.DatabaseError:
        return []


def _matched(there: Installation) -> Findings:
    """Rounds of which some bytes found here turn a person into a token found here.

    Tried are all 32 bytes in a row in the key folder, the configured key, and every value of 32 bytes in the
    database but tokens themselves; on tokens in the database, beside it, and in backups. That an open round's
    own key opens the open round is the limit that is told to everybody.
    """
    tokens: dict[int, set[bytes]] = {}
    for row in _tokens(there):
        tokens.setdefault(row.round, set()).add(row.token)
    own = {known.id: known.key_name for known in there.rounds.values() if known.is_open}
    found = []
    for number, seen in sorted(tokens.items()):
        tried = _candidates(there, but=own.get(number))
        if any(not seen.isdisjoint(_names(there, number, key)) for key in tried):
            found.append(f"a key found here ties answers of round {number} to people")
    return found


def _tokens(there: Installation) -> Iterator[carving.Carved]:
    for table in ("sealed_answer", "sealed_comment"):
        for number, name in there.ask(f"SELECT round_id, token FROM {table}"):  # noqa: S608 - our own names
            yield carving.Carved(number, bytes(name))
    for data in there.side.values():
        yield from carving.rows(data)
    for path in _databases(there):
        yield from carving.rows(path.read_bytes())


def _candidates(there: Installation, *, but: str | None) -> set[bytes]:
    texts = [path.read_bytes() for path in there.key_files() if path.name != f"{but}{_SUFFIX}"]
    texts += [key for name, key in there.shared_keys.items() if name != but]
    found = {data[at : at + _KEY] for data in texts for at in range(len(data) - _KEY + 1)}
    found |= {there.configured_key} if there.configured_key else set()
    for table, columns in there.tables().items():
        for column, kind in columns.items():
            if ("BLOB" in kind or "BYTEA" in kind) and not table.startswith("sealed"):
                rows = there.ask(f"SELECT {column} FROM {table} WHERE length({column}) = {_KEY}")  # noqa: S608
                found |= {bytes(value) for (value,) in rows}
    return found


def _guessed(there: Installation) -> Findings:
    """Files with a token that nothing points to any more, and that a whole key found here makes of a person.

    The newest rounds come first, and so many names are tried as take a few seconds.
    """
    whole = {data for path in there.key_files() if len(data := path.read_bytes()) == _KEY}
    alive = {known.key_name for known in there.rounds.values() if known.is_open}
    whole -= {path.read_bytes() for path in there.key_files() if path.name.removesuffix(_SUFFIX) in alive}
    whole |= {key for name, key in there.shared_keys.items() if name not in alive}
    whole |= {there.configured_key} if there.configured_key else set()
    over = sorted((number for number in there.rounds if there.is_over(number)), reverse=True)
    every = (name for number in over for key in whole for name in _names(there, number, key))
    names = frozenset(islice(every, _MOST_NAMES))
    contents = {**there.side, **{path: path.read_bytes() for path in _databases(there)}}
    return [
        f"{path} has an answer of a round that is over, and a key found here ties it to somebody"
        for path, data in contents.items()
        if names and any(data[at : at + _KEY] in names for at in range(len(data) - _KEY + 1))
    ]


def _databases(there: Installation) -> tuple[Path, ...]:
    return (*([there.database] if there.database else []), *there.copies)


def _names(there: Installation, number: int, key: bytes) -> Iterator[bytes]:
    """What everybody's answers and comments of a round would be called under a key."""
    people = [PersonId(person) for (person,) in there.ask("SELECT id FROM person")]
    asked = there.ask("SELECT question_id FROM round_question WHERE round_id = :number", number=number)
    # Of a round that was deleted nobody knows the questions.
    questions = [QuestionId(each) for (each,) in asked or there.ask("SELECT id FROM question")]
    for person in people:
        for question in (QuestionId(0), *questions):
            for purpose in (ANSWER, COMMENT):
                yield token(key, person=person, round_id=RoundId(number), question=question, purpose=purpose)
