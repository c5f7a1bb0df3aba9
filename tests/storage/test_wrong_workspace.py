"""Every query of storage, tried with another workspace beside it and with ids of the other one.

The functions are found by looking, and so are their arguments, by name and type: a new function without a
value for one of them fails here until it has one.
"""

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import NoResultFound
from sqlmodel import Session

import storage
from storage.database import connect, transaction
from survey.errors import SurveyError
from tests import databases
from tests.storage.arguments import OF_A_SIDE, OF_EITHER, OF_NOBODY, Value
from tests.storage.neighbours import Side, homes, rows, settle

OURS, THEIRS = "BRAVO", "ALPHA"
"""What stands in everything written in the workspace that asks, and in the other one."""


@dataclass(frozen=True)
class Query:
    """A public function of storage."""

    name: str
    function: Callable[..., Any]

    def parameters(self) -> Iterator[tuple[str, Value, bool]]:
        """Each parameter but the session, with what makes its value and whether that is of a side."""
        for parameter in list(inspect.signature(self.function).parameters.values())[1:]:
            kind = _kind(parameter.annotation)
            names = (f"{self.name} {parameter.name}", f"{parameter.name}: {kind}", parameter.name, kind)
            sided = next((OF_A_SIDE[each] for each in names if each in OF_A_SIDE), None)
            plain = next((OF_NOBODY[each] for each in names if each in OF_NOBODY), None)
            made = sided or plain
            if made is None and parameter.default is inspect.Parameter.empty:
                raise LookupError(f"{self.name} has no value for {parameter.name}: {kind}")
            if made is not None:
                yield parameter.name, made, sided is not None or parameter.name in OF_EITHER

    @property
    def sided(self) -> list[str]:
        """The parameters that belong to a workspace."""
        return [name for name, _, is_sided in self.parameters() if is_sided]

    def __call__(self, session: Session, side: Side, others: Mapping[str, Side]) -> Any:
        """Call it for a side, some parameters taken from another one."""
        given = {name: made(others.get(name, side), session) for name, made, _ in self.parameters()}
        signature = inspect.signature(self.function)
        call = signature.bind_partial(session)
        call.arguments |= given
        return self.function(*call.args, **call.kwargs)


def _kind(annotation: object) -> str:
    """A type in words: without modules, and of a long one its beginning."""
    said = re.sub(r"\b(?:\w+\.)+(?=\w)", "", inspect.formatannotation(annotation))
    said = re.sub(r"Optional\[(.*)\]", r"\1", said).removesuffix(" | None")
    return said.split(",")[0] if said.startswith(("Mapping[", "Iterable[tuple")) else said


def _queries() -> Iterator[Query]:
    for module in pkgutil.walk_packages(storage.__path__, "storage."):
        if ".migrations" in module.name or ".tables" in module.name:
            continue
        for name, found in vars(import_module(module.name)).items():
            is_ours = isinstance(found, FunctionType) and found.__module__ == module.name
            if is_ours and not name.startswith("_") and "session" in inspect.signature(found).parameters:
                yield Query(f"{module.name.removeprefix('storage.')}.{name}", found)


QUERIES = {query.name: query for query in _queries() if query.sided}
MIXED = [(name, taken) for name, query in QUERIES.items() if len(query.sided) > 1 for taken in query.sided]
NEW = frozenset(
    {"goals.add", "people.ensure", "people.known_or_new", "questions.add", "rounds.open_", "teams.add"}
)
"""They return the number of a new row, which is another one where there are more rows."""


@dataclass(frozen=True)
class Site:
    """A database with ours in it, and one with both."""

    alone: Engine
    shared: Engine
    ours: Side
    theirs: Side


@pytest.fixture(scope="module", params=[databases.SQLITE, databases.POSTGRESQL])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    engines = []
    for name in ("alone", "shared"):
        folder: Path = tmp_path_factory.mktemp(name)
        engines.append(connect(databases.fresh(folder, request.param)))
        with transaction(engines[-1]) as session:
            ours = settle(session, "T1", OURS)
    alone, shared = engines
    with transaction(shared) as session:
        theirs = settle(session, "T2", THEIRS)
    yield Site(alone, shared, ours, theirs)
    for engine in engines:
        engine.dispose()


@pytest.fixture
def session(site: Site) -> Iterator[Session]:
    """What is done in it is undone again."""
    with Session(site.shared, expire_on_commit=False) as made:
        yield made
        made.rollback()


def said(found: object) -> str:
    return re.sub(r"\b(id|number)=\d+| at 0x\w+", "", repr(found))


def of(session: Session, side: Side) -> list[tuple[str, str]]:
    """The rows of a workspace."""
    found = homes(rows(session))
    return sorted((name, row) for name, row, home in found if home == {side.workspace.id})


def tied(session: Session) -> list[str]:
    """Rows that lead to two workspaces."""
    return [f"{name}: {row}" for name, row, home in homes(rows(session)) if len(home) > 1]


def test_the_two_have_rows_in_the_tables_that_matter_and_none_leads_to_both(
    session: Session, site: Site
) -> None:
    held = {name for name, _ in of(session, site.theirs)}

    assert tied(session) == []
    assert {name for name, _ in of(session, site.ours)} == held
    assert held >= {
        *("workspace", "person", "team", "team_member", "question", "goal", "pulse", "round", "delivery"),
        *("round_question", "round_team", "comment", "written_answer", "audit", "reference", "installation"),
        *("day_off", "plan_change", "baseline"),
    }


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_the_other_workspace_is_neither_shown_nor_changed(session: Session, site: Site, name: str) -> None:
    before = of(session, site.theirs)
    try:
        found: object = QUERIES[name](session, site.ours, {})
    except SurveyError as refused:
        found = refused

    assert THEIRS not in said(found)
    assert of(session, site.theirs) == before
    assert tied(session) == []


@pytest.mark.parametrize("name", sorted(QUERIES.keys() - NEW))
def test_what_is_found_is_the_same_with_and_without_the_other_workspace(
    session: Session, site: Site, name: str
) -> None:
    with Session(site.alone, expire_on_commit=False) as alone:
        ends = []
        for each in (alone, session):
            try:
                ends.append(said(QUERIES[name](each, site.ours, {})))
            except SurveyError as refused:
                ends.append(said(refused))
        alone.rollback()

    assert ends[0] == ends[1]


@pytest.mark.parametrize(("name", "taken"), MIXED)
def test_nothing_of_one_workspace_is_tied_to_the_other(
    session: Session, site: Site, name: str, taken: str
) -> None:
    try:
        QUERIES[name](session, site.ours, {taken: site.theirs})
    except (SurveyError, NoResultFound):
        session.rollback()

    assert tied(session) == []
