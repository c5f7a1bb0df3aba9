"""The pace of calls, on a clock that is wound by hand."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey import pace
from survey.pace import Burst, Pace

TINY = 1e-6


@dataclass
class Watch:
    """A clock that only grows when told to."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


def paced(watch: Watch, **per_minute: float) -> Pace:
    return Pace(seconds=watch, per_minute=per_minute, per_channel={"post": Burst(1.0)})


def taken(watch: Watch, pace_: Pace, steps: list[tuple[float, int]]) -> list[tuple[float, int]]:
    """What was taken, and when, by somebody who asks again and again without waiting as long as told."""
    found = []
    for seconds, count in steps:
        watch.wait(seconds)
        if not pace_.take("T1", "post", count=count):
            found.append((watch.now, count))
    return found


STEPS = st.lists(st.tuples(st.floats(0, 5), st.integers(1, 12)), max_size=40)


@settings(deadline=None)
@given(STEPS, st.sampled_from([20.0, 60.0, 100.0, 240.0, 600.0]))
def test_no_stretch_of_time_sees_more_than_its_rate_and_one_burst(
    steps: list[tuple[float, int]], per_minute: float
) -> None:
    watch, rate = Watch(), per_minute / 60
    found = taken(watch, paced(watch, post=per_minute), steps)

    for first, (begin, _) in enumerate(found):
        total, largest = 0, 0
        for end, count in found[first:]:
            total, largest = total + count, max(largest, count)
            burst = max(1.0, rate, largest)
            assert total <= rate * (end - begin) + burst + TINY


@settings(deadline=None)
@given(STEPS, st.sampled_from([20.0, 60.0, 240.0]))
def test_whoever_waits_as_long_as_told_gets_a_turn(steps: list[tuple[float, int]], per_minute: float) -> None:
    watch = Watch()
    slow = paced(watch, post=per_minute)

    for seconds, count in steps:
        watch.wait(seconds)
        wait = slow.take("T1", "post", count=count)
        if wait:
            assert slow.take("T1", "post", count=count) == pytest.approx(wait)
            watch.wait(wait)
            assert slow.take("T1", "post", count=count) == 0.0


def test_a_number_larger_than_the_burst_goes_at_once_and_is_paid_for_by_those_who_come_later() -> None:
    watch = Watch()
    slow = paced(watch, post=120.0)

    waits = [slow.take("T1", "post", count=10), slow.take("T1", "post")]

    assert waits == [0.0, pytest.approx(4.5)]


def test_turns_given_back_can_be_taken_again_and_never_make_a_larger_burst() -> None:
    watch = Watch()
    slow = paced(watch, post=240.0)
    slow.take("T1", "post", count=4)
    slow.give_back("T1", "post", count=3)

    after_three = [slow.take("T1", "post", count=3), slow.take("T1", "post")]
    slow.give_back("T1", "post", count=99)
    after_many = [slow.take("T1", "post", count=4), slow.take("T1", "post")]

    assert after_three == after_many == [0.0, 0.25]


def test_a_method_that_is_not_named_is_not_slowed_down() -> None:
    watch = Watch()
    slow = paced(watch, post=60.0)
    slow.give_back("T1", "look", count=1)

    assert {slow.take("T1", "look") for _ in range(100)} == {0.0}
    assert (slow.per_minute("T1", "look"), slow.per_minute("T1", "post")) == (None, 60.0)


def test_each_workspace_and_each_method_has_turns_of_its_own() -> None:
    watch = Watch()
    slow = paced(watch, post=60.0, look=60.0)
    others = [("T1", "look"), ("T2", "post"), ("T2", "look")]

    slow.take("T1", "post")

    assert slow.take("T1", "post") == 1.0
    assert [slow.take(*other) for other in others] == [0.0] * 3


def test_one_channel_gets_a_message_a_second_whatever_happens_elsewhere() -> None:
    watch = Watch()
    slow = paced(watch, post=60.0)
    slow.take("T1", "post", channel="C1")

    waits = [
        slow.take("T1", "post", channel="C1"),
        slow.take("T1", "post", channel="C2"),
        slow.take("T1", "post"),
    ]
    watch.wait(1.0)

    assert waits == [1.0, 0.0, 0.0]
    assert slow.take("T1", "post", channel="C1") == 0.0


def test_channels_are_not_slowed_down_where_nobody_says_how_much() -> None:
    free = Pace(seconds=Watch(), per_minute={})

    assert {free.take("T1", "post", channel="C1") for _ in range(9)} == {0.0}


@pytest.mark.parametrize("method", ["post", "look", "of no pace"])
def test_a_hold_stops_every_method_of_one_workspace_and_nothing_else(method: str) -> None:
    watch = Watch()
    slow = paced(watch, post=6000.0, look=6000.0)
    slow.hold("T1", 30.0)

    waits = [slow.take("T1", method), slow.take("T1", method, channel="C1"), slow.take("T2", method)]
    watch.wait(29.0)
    nearly = slow.take("T1", method)
    watch.wait(1.0)
    then = slow.take("T1", method)

    assert waits == [30.0, 30.0, 0.0]
    assert (nearly, then) == (1.0, 0.0)


def test_a_shorter_hold_does_not_end_a_longer_one() -> None:
    watch = Watch()
    slow = paced(watch)
    slow.hold("T1", 30.0)

    slow.hold("T1", 5.0)

    assert (slow.held("T1"), slow.held("T2")) == (30.0, 0.0)


def test_a_hold_takes_no_turns() -> None:
    watch = Watch()
    slow = paced(watch, post=60.0)
    slow.hold("T1", 0.5)

    refused = slow.take("T1", "post")
    watch.wait(0.5)

    assert (refused, slow.take("T1", "post")) == (0.5, 0.0)


def test_a_clock_that_goes_back_gives_nothing_away() -> None:
    watch = Watch()
    slow = paced(watch, post=60.0)
    slow.take("T1", "post")

    watch.wait(-100.0)

    assert slow.take("T1", "post") == 1.0


def test_what_is_remembered_is_bounded_and_the_busiest_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "_MOST_BUCKETS", 3)
    watch = Watch()
    slow = paced(watch, post=60.0)

    for number in range(50):
        slow.take("T1", "post")
        slow.take("T1", "post", channel=f"C{number}")

    assert len(slow._buckets) == 3
    assert slow.take("T1", "post") == 1.0


def test_callers_wait_for_a_turn_unless_told_not_to() -> None:
    assert Pace(seconds=Watch(), per_minute={}).patient
    assert not Pace(seconds=Watch(), per_minute={}, patient=False).patient


def test_a_workspace_may_have_a_pace_of_its_own() -> None:
    watch = Watch()
    pace_ = Pace(seconds=watch, per_minute={"post": 60.0}, elsewhere={"T2": {"post": 600.0}})

    assert (pace_.per_minute("T1", "post"), pace_.per_minute("T2", "post")) == (60.0, 600.0)
    assert [pace_.take(team, "post", count=10) for team in ("T1", "T2")] == [0.0, 0.0]
    assert [pace_.take(team, "post") for team in ("T1", "T2")] == pytest.approx([10.0, 0.1])


def test_a_method_may_take_fewer_at_once_than_a_second_s_worth() -> None:
    pace_ = Pace(seconds=Watch(), per_minute={"call": 1800.0}, at_once={"call": 4.0})

    assert [pace_.take("T1", "call") for _ in range(5)] == pytest.approx([0.0] * 4 + [1 / 30])


@settings(deadline=None)
@given(st.lists(st.floats(0, 1.5), min_size=1, max_size=80))
def test_six_at_once_and_one_a_second_keep_what_microsoft_publishes_for_a_conversation(
    waits: list[float],
) -> None:
    watch = Watch()
    pace_ = Pace(seconds=watch, per_minute={}, per_channel={"call": Burst(per_second=1.0, most=6.0)})
    taken_at = []
    for wait in waits:
        watch.wait(wait)
        if not pace_.take("T1", "call", channel="19:a"):
            taken_at.append(watch.now)

    for window, most in ((1.0, 7), (2.0, 8), (30.0, 60)):
        assert all(sum(at <= each < at + window for each in taken_at) <= most for at in taken_at)
