from dataclasses import replace
from datetime import date, time

import pytest

from locales.speech import speaking
from storage import calendars
from storage.calendars import CalendarSettings, DayOff, public_holidays
from storage.database import reading, transaction
from survey.calendars import WeekSpan, WorkCalendar
from survey.weeks import Week
from tests.storage.world import World

MIDSUMMER_EVE, CHRISTMAS_EVE = date(2027, 6, 25), date(2026, 12, 24)
SUMMER_PARTY = date(2027, 8, 20)


def calendar(world: World, week: Week) -> WorkCalendar:
    with reading(world.engine) as session:
        return calendars.of_team(session, world.team, week)


def change(world: World, **wanted: object) -> CalendarSettings:
    with transaction(world.engine) as session:
        settings = replace(calendars.settings(session, world.team), **wanted)  # type: ignore[arg-type]
        calendars.change(session, world.team, settings)
        return calendars.settings(session, world.team)


def test_a_new_team_works_from_monday_to_friday_eight_to_six(world: World) -> None:
    with reading(world.engine) as session:
        settings = calendars.settings(session, world.team)

    assert settings == CalendarSettings(
        country="FI",
        working_days=frozenset(range(5)),
        begins=time(8),
        ends=time(18),
        quiet=(),
        guests=False,
    )


def test_what_a_team_sets_comes_back(world: World) -> None:
    wanted = CalendarSettings(
        country="DE-BY",
        working_days=frozenset({6, 0, 3}),
        begins=time(6, 30),
        ends=time(21, 45),
        quiet=(WeekSpan(28, 31), WeekSpan(52, 1), WeekSpan(8, 8)),
        guests=True,
    )

    with transaction(world.engine) as session:
        calendars.change(session, world.team, wanted)

        assert calendars.settings(session, world.team) == wanted


@pytest.mark.parametrize(
    "wrong", [{"working_days": frozenset()}, {"begins": time(5)}, {"begins": time(18)}, {"ends": time(23)}]
)
def test_hours_nobody_works_are_refused(world: World, wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"works on at least one day|working hours"):
        change(world, **wrong)


# Public holidays.


@pytest.mark.parametrize("country", ["FI", "SE"])
@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_the_north_has_midsummer_eve_and_christmas_eve_off(country: str, year: int) -> None:
    names = {name: day for day, name in public_holidays(country, year).items()}

    assert names["Christmas Eve"] == date(year, 12, 24)
    assert names["Midsummer Eve"].weekday() == 4
    assert date(year, 6, 19) <= names["Midsummer Eve"] <= date(year, 6, 25)


def test_a_region_has_its_own_holidays_beside_its_countrys() -> None:
    germany, bavaria = public_holidays("DE", 2027), public_holidays("DE-BY", 2027)

    assert germany.keys() < bavaria.keys()
    assert {name for day, name in bavaria.items() if day not in germany} == {
        "Epiphany",
        "Corpus Christi",
        "All Saints' Day",
    }


def test_without_a_country_there_are_no_holidays() -> None:
    assert public_holidays("", 2027) == {}


def test_the_holidays_of_every_country_are_known_for_years_to_come() -> None:
    countries = calendars.countries()
    days = {country: [public_holidays(country, year) for year in (2026, 2027, 2028)] for country in countries}

    assert len(countries) > 200
    assert all(
        day.year == 2026 + after
        for years in days.values()
        for after, found in enumerate(years)
        for day in found
    )
    assert sum(any(years) for years in days.values()) > 200
    assert {"FI", "SE", "DE", "GB", "US"} <= days.keys()


def test_countries_are_known_by_two_letters_with_their_regions() -> None:
    countries = calendars.countries()

    assert {len(code) for code in countries} == {2}
    assert "BY" in countries["DE"]


# A team's calendar.


def test_a_finnish_team_has_midsummer_eve_off_and_a_german_one_works(world: World) -> None:
    in_finland = calendar(world, Week.of(MIDSUMMER_EVE))
    change(world, country="DE")
    in_germany = calendar(world, Week.of(MIDSUMMER_EVE))

    assert not in_finland.works_on(MIDSUMMER_EVE)
    assert in_germany.works_on(MIDSUMMER_EVE)


@pytest.mark.parametrize("week", [Week(2026, 52), Week(2026, 53)])
def test_the_turn_of_the_year_lies_in_one_calendar(world: World, week: Week) -> None:
    found = calendar(world, week)
    days = (CHRISTMAS_EVE, date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 1, 4))

    assert [found.works_on(day) for day in days] == [False, False, True, False, True]


def test_quiet_weeks_over_new_year_reach_into_it(world: World) -> None:
    change(world, quiet=(WeekSpan(52, 1),))
    weeks = [Week(2026, 51), Week(2026, 52), Week(2026, 53), Week(2027, 1), Week(2027, 2)]

    assert [calendar(world, week).is_quiet(week) for week in weeks] == [False, True, True, True, False]


def test_a_day_off_of_a_teams_own_counts_until_it_is_removed(world: World) -> None:
    with transaction(world.engine) as session:
        calendars.add_day_off(session, world.team, SUMMER_PARTY, "Summer party")
    with_it = calendar(world, Week.of(SUMMER_PARTY))
    with transaction(world.engine) as session:
        removed = calendars.remove_day_off(session, world.team, SUMMER_PARTY)
        again = calendars.remove_day_off(session, world.team, SUMMER_PARTY)
    without = calendar(world, Week.of(SUMMER_PARTY))

    assert (with_it.works_on(SUMMER_PARTY), without.works_on(SUMMER_PARTY)) == (False, True)
    assert (removed, again) == (True, False)


def test_days_off_are_listed_in_order_and_a_teams_own_name_goes_first(world: World) -> None:
    with transaction(world.engine) as session:
        calendars.add_day_off(session, world.team, SUMMER_PARTY, "Party")
        calendars.add_day_off(session, world.team, SUMMER_PARTY, "Summer party")
        calendars.add_day_off(session, world.team, MIDSUMMER_EVE, "Closed early")
        listed = calendars.days_off(session, world.team, since=date(2027, 6, 25), until=SUMMER_PARTY)
        over_new_year = calendars.days_off(
            session, world.team, since=date(2026, 12, 26), until=date(2027, 1, 1)
        )

    assert listed == (
        DayOff(MIDSUMMER_EVE, "Closed early", own=True),
        DayOff(date(2027, 6, 26), "Midsummer Day", own=False),
        DayOff(SUMMER_PARTY, "Summer party", own=True),
    )
    assert [day.day for day in over_new_year] == [date(2026, 12, 26), date(2027, 1, 1)]


def test_a_team_without_a_country_works_on_every_holiday(world: World) -> None:
    change(world, country="")

    assert calendar(world, Week.of(CHRISTMAS_EVE)).works_on(CHRISTMAS_EVE)


def test_public_holidays_are_called_what_the_reader_calls_them(world: World) -> None:
    day = date(2027, 6, 25)
    with reading(world.engine) as session:
        called = []
        for language in ("en", "fi", "sv", "xx"):
            with speaking(language):
                called += [off.name for off in calendars.days_off(session, world.team, since=day, until=day)]

    assert called == ["Midsummer Eve", "Juhannusaatto", "Midsommarafton", "Midsummer Eve"]
