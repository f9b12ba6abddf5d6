"""How much one sender may have kept, whatever it sends and when."""

from hypothesis import given
from hypothesis import strategies as st
from wabot_edge.intake.allowance import FEW_NAMES, RECORD_BYTES, Allowance

AT_ONCE_BYTES, BYTES_PER_S = 100_000, 1_000


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 30_000)), max_size=60))
def test_in_any_time_it_keeps_what_comes_at_once_and_the_rate_and_no_more(
    sent: list[tuple[float, int]],
) -> None:
    now = 0.0
    allowance = Allowance(bytes_per_s=BYTES_PER_S, at_once_bytes=AT_ONCE_BYTES, clock=lambda: now)
    kept = 0

    for pause_s, size_bytes in sent:
        now += pause_s
        if allowance.take("token", size_bytes):
            kept += size_bytes + RECORD_BYTES

        assert kept <= AT_ONCE_BYTES + BYTES_PER_S * now + 1


def test_who_waited_may_send_again_and_nobody_waits_for_another() -> None:
    now = 0.0
    allowance = Allowance(bytes_per_s=BYTES_PER_S, at_once_bytes=AT_ONCE_BYTES, clock=lambda: now)
    full = AT_ONCE_BYTES - RECORD_BYTES

    assert allowance.take("amina's", full)
    assert not allowance.take("amina's", 0)
    assert allowance.take("juma's", full)
    now = AT_ONCE_BYTES / BYTES_PER_S
    assert allowance.take("amina's", full)


def test_it_remembers_only_those_who_sent_of_late() -> None:
    now = 0.0
    allowance = Allowance(bytes_per_s=BYTES_PER_S, at_once_bytes=AT_ONCE_BYTES, clock=lambda: now)

    for second in range(5 * FEW_NAMES):
        now = 10.0 * second
        assert allowance.take(f"token {second}", 0)

    assert len(allowance._full_at) <= FEW_NAMES
