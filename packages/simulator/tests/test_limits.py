from hypothesis import given
from hypothesis import strategies as st
from wabot_simulator.clock import Clock
from wabot_simulator.graph.limits import Limits, Rules, TokenBucket


@given(pauses=st.lists(st.floats(0, 10), max_size=200), size=st.integers(1, 50), per_s=st.floats(0.1, 20))
def test_a_bucket_never_gives_more_than_its_size_and_what_has_flowed_in(
    pauses: list[float], size: int, per_s: float
) -> None:
    now, bucket, taken = 0.0, TokenBucket(size, per_s, 0.0), 0

    for pause in pauses:
        now += pause
        taken += bucket.take(now)

        assert taken <= size + now * per_s + 1e-6


def test_one_customer_gets_45_at_once_and_then_one_every_six_seconds() -> None:
    clock = Clock(wall=lambda: 1000.0)
    limits = Limits(Rules(), clock.now)

    at_once = sum(limits.within_pair_rate("duka", "amina") for _ in range(60))
    clock.skip(5.9)
    too_early = limits.within_pair_rate("duka", "amina")
    clock.skip(0.1)

    assert at_once == 45
    assert not too_early
    assert limits.within_pair_rate("duka", "amina")
    # and another customer of the same shop has a rate of her own
    assert limits.within_pair_rate("duka", "zawadi")


def test_a_number_sends_eighty_a_second_in_and_out_together() -> None:
    clock = Clock(wall=lambda: 1000.0)
    limits = Limits(Rules(), clock.now)

    for _ in range(30):
        limits.count_inbound("duka")
    sent = sum(limits.within_throughput("duka") for _ in range(100))

    assert sent == 50
    assert limits.within_throughput("mto")


def test_a_rule_switched_off_holds_nothing_back() -> None:
    limits = Limits(Rules(window=False, pair_rate=False, throughput=False), lambda: 1000.0)

    assert all(limits.within_pair_rate("duka", "amina") for _ in range(500))
    assert all(limits.within_throughput("duka") for _ in range(500))
    assert limits.window_open(None)


def test_the_window_closes_a_day_after_the_customers_last_word() -> None:
    clock = Clock(wall=lambda: 0.0)
    limits = Limits(Rules(), clock.now)

    clock.skip(86_399)
    assert limits.window_open(0.0)
    clock.skip(1)
    assert not limits.window_open(0.0)
    assert not limits.window_open(None)
