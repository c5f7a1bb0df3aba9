import json

from hypothesis import given
from hypothesis import strategies as st

from survey.disclosure.figures import Band, Figure, Mean, Reach, Released, Why, Withheld
from survey.disclosure.record import decode, encode, level_of, verdict_of
from survey.verdicts import Change, Verdict

NUMBERS = st.integers(0, 500)
WITHHELD = st.builds(Withheld, NUMBERS, NUMBERS, st.sampled_from(Why))
RELEASED = st.builds(
    Released,
    NUMBERS,
    NUMBERS,
    mean=st.none() | st.builds(Mean, NUMBERS, st.sampled_from(Reach)),
    band=st.none() | st.builds(Band, NUMBERS, NUMBERS),
    counts=st.just(()) | st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS),
    leader=st.text(max_size=20),
    why=st.none() | st.sampled_from(Why),
)
LEVEL = st.none() | st.builds(Mean, NUMBERS, st.sampled_from(Reach))
VERDICT = st.none() | st.builds(
    Verdict, st.sampled_from(Change), NUMBERS, NUMBERS, st.none() | st.tuples(NUMBERS, NUMBERS)
)


@given(WITHHELD | RELEASED)
def test_p4_what_is_remembered_comes_back_word_for_word(figure: Figure) -> None:
    assert decode(json.loads(json.dumps(encode(figure)))) == figure


@given(WITHHELD | RELEASED, LEVEL, VERDICT)
def test_what_a_comparison_came_to_is_kept_beside_the_figure(
    figure: Figure, level: Mean | None, verdict: Verdict | None
) -> None:
    kept = json.loads(json.dumps(encode(figure, level=level, verdict=verdict)))

    assert (decode(kept), level_of(kept), verdict_of(kept)) == (figure, level, verdict)
