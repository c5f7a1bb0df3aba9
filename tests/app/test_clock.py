from datetime import UTC, datetime, timedelta

from app.clock import VirtualClock, system_clock

START = datetime(2026, 11, 23, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_system_clock_tells_utc() -> None:
    assert system_clock().tzinfo is UTC


def test_a_virtual_clock_stands_still_until_it_is_moved() -> None:
    clock = VirtualClock(START)

    assert clock() == START
    clock.move_to(START + HOUR)
    assert clock() == START + HOUR


def test_time_never_runs_backwards() -> None:
    clock = VirtualClock(START)

    clock.move_to(START - HOUR)

    assert clock() == START


def test_it_runs_at_another_clocks_pace_and_can_still_jump() -> None:
    real = VirtualClock(datetime(2000, 1, 1, tzinfo=UTC))
    clock = VirtualClock(START)
    clock.run(real)

    real.move_to(real() + HOUR)
    assert clock() == START + HOUR
    clock.move_to(START + 5 * HOUR)
    real.move_to(real() + HOUR)
    assert clock() == START + 6 * HOUR
