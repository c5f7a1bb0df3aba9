import json

from hypothesis import given
from hypothesis import strategies as st

from survey.disclosure.figures import Band, Figure, Mean, Reach, Released, Why, Withheld
from survey.disclosure.record import decode, encode

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


@given(WITHHELD | RELEASED)
def test_p4_what_is_remembered_comes_back_word_for_word(figure: Figure) -> None:
    assert decode(json.loads(json.dumps(encode(figure)))) == figure
