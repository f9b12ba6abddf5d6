import pytest
from wabot_rollback.drills.customers import Wait
from wabot_rollback.drills.drill import helped_after_s, spans, told_while_broken
from wabot_rollback.drills.looking import Usual, seen, wait_for_each
from wabot_rollback.errors import StepFailed

SHOP, ASKED, RIGHT, WRONG = "1000", "how much is it?", "KSh 100", "KSh 110"
TIMES = {"before": 0.0, "deployment": 100.0, "broken": 110.0, "meanwhile": 150.0, "after": 180.0}


def wait(customer: int, at: float, told: str | None = RIGHT, took_s: float | None = 3.0) -> Wait:
    return Wait(str(customer), SHOP, ASKED, at, took_s, told)


def usual() -> list[Wait]:
    return [wait(number, float(number)) for number in range(30)]


def test_it_knows_a_wrong_answer_by_what_was_told_before() -> None:
    known = Usual.of(usual())

    assert not known.is_unusual(wait(1, 200))
    assert known.is_unusual(wait(1, 200, WRONG))
    # who still waits has been told nothing, and waits too long after a while
    waiting = wait(1, 200, None, None)
    assert not known.is_unusual(waiting)
    assert (known.is_late(waiting, now=203), known.is_late(waiting, now=207)) == (False, True)


def test_it_does_not_judge_by_a_handful_of_answers() -> None:
    with pytest.raises(StepFailed, match="3 replies"):
        Usual.of(usual()[:3])


def test_customers_are_hit_by_wrong_answers_and_by_late_ones() -> None:
    known = Usual.of(usual())
    waits = [wait(1, 120, WRONG), wait(2, 120, took_s=9.5), wait(3, 120), wait(4, 120), wait(1, 130, WRONG)]

    found = seen(waits, known, known.is_unusual, now=200)

    assert (found.hit_percent, found.wrong, found.late) == (50, 2, 1)
    assert (found.most_s, found.longer_most_s, found.longer_median_s) == (9.5, 6.5, 0)


def test_what_is_different_once_a_feature_is_off_is_not_called_wrong() -> None:
    waits = [*usual(), wait(1, 120, WRONG), wait(1, 160, WRONG), wait(1, 190, "Which one?"), wait(2, 190)]
    known = Usual.of(usual())

    found = spans(waits, known, TIMES)

    assert (found["broken"].wrong, found["meanwhile"].wrong) == (1, 1)
    assert (found["after"].wrong, found["after"].other) == (0, 1)
    assert told_while_broken(waits, known, TIMES)(wait(9, 500, WRONG))


def test_it_looks_until_everybody_has_been_answered_twice() -> None:
    waits = [wait(1, 120), wait(1, 130), wait(2, 120)]

    def there(within_s: float) -> bool:
        return wait_for_each(
            lambda: waits, customers=2, since=110, each=2, within_s=within_s, is_settled=lambda _w, _now: True
        )

    assert not there(0.1)
    # somebody who waits too long is known to be ill: nothing more has to be seen
    waits.append(wait(2, 130, None, None))
    assert there(0.1)


def test_it_does_not_look_for_ever_at_somebody_who_waits_since_before() -> None:
    known, stuck = Usual.of(usual()), [wait(1, -1000, None, None)]

    assert wait_for_each(
        lambda: stuck, customers=1, since=110, each=2, within_s=0.1, is_settled=known.is_late
    )


def test_it_has_helped_when_the_last_who_waited_too_long_is_answered() -> None:
    waits = [*usual(), wait(1, 120, WRONG), wait(1, 155, WRONG), wait(2, 140, took_s=27.5), wait(3, 170)]

    assert helped_after_s(waits, Usual.of(usual()), TIMES) == 17.5
    # nobody waited: then when the last wrote who was told the wrong thing
    assert helped_after_s(waits[:-2], Usual.of(usual()), TIMES) == 5


def test_nobody_calls_an_answer_late_that_comes_within_a_breath() -> None:
    quick = Usual.of([wait(number, float(number), took_s=0.1) for number in range(30)])

    assert not quick.is_late(wait(1, 200, took_s=1.5), now=300)
    assert quick.is_late(wait(1, 200, took_s=2.5), now=300)
