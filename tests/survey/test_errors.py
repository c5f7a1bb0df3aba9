from survey import deliveries, errors


def test_every_error_people_can_meet_is_a_sentence() -> None:
    found = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    found.remove(errors.UnreachableChannelError)

    assert len(found) >= 7
    for kind in found:
        assert str(kind()).endswith((".", "do."))
        assert str(kind("Say this instead.")) == "Say this instead."


def test_a_channel_out_of_reach_says_why_to_people_and_to_the_program() -> None:
    problem = errors.UnreachableChannelError("Invite me first.", trouble=errors.Trouble.REMOVED)

    assert isinstance(problem, errors.InputError)
    assert (str(problem), problem.trouble) == ("Invite me first.", errors.Trouble.REMOVED)


def test_a_delivery_that_failed_says_when_to_try_again_and_for_whom() -> None:
    problem = deliveries.NotSentError("rate_limited", retry_after=3)
    everybodys = deliveries.NotSentError("rate_limited", retry_after=3, whole_workspace=True)

    assert (str(problem), problem.retry_after, problem.whole_workspace) == ("rate_limited", 3, False)
    assert everybodys.whole_workspace
