from survey.scales import AGREE, MOOD, RECOMMEND, SCALES, SKIP, choice


def test_a_scale_takes_its_values_and_skipping_and_nothing_else() -> None:
    assert [value for value in range(-2, 12) if AGREE.accepts(value)] == [SKIP, 1, 2, 3, 4, 5]
    assert all(scale.accepts(SKIP) for scale in SCALES.values())
    assert choice(("Office", "Home")).values == (0, 1)


def test_every_point_of_a_scale_has_its_words() -> None:
    for scale in (*SCALES.values(), choice(("Office", "Home"))):
        assert len(scale.values) == len(scale.labels)
        assert all(scale.labels)
    assert len(MOOD.emoji) == len(MOOD.labels)
    assert RECOMMEND.axis == (0, 10)
