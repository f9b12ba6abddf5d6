"""The courier alone, with a callback that answers by a script: nothing lost, nothing out of order."""

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable

from hypothesis import given
from hypothesis import strategies as st
from wabot_simulator.directory import Shop
from wabot_simulator.faults import Fault, Faults
from wabot_simulator.record import Record
from wabot_simulator.webhooks.bodies import Event
from wabot_simulator.webhooks.courier import Courier, Patience
from wabot_simulator.webhooks.post import Answer

SHOP = Shop(
    phone_number_id="10001", access_token="t", name="Duka", display_phone_number="254700", waba_id="waba"
)
FAST = Patience(first_s=0.0005, longest_s=0.002)
Post = Callable[[bytes], Awaitable[Answer]]


def event(seq: int, customer: str) -> Event:
    return Event(seq, SHOP, customer, "messages", {"id": seq, "from": customer}, None)


async def carry(events: list[Event], post: Post, *, workers: int = 4, faults: Faults | None = None) -> Record:
    """Give the events to a courier and wait until all of them have arrived; return its record."""
    record, quiet, loop = Record(lambda: 0.0), asyncio.Event(), asyncio.get_running_loop()

    def attempted(*_: object) -> None:
        # looked at once the courier has counted the attempt
        loop.call_soon(lambda: None if courier.pending else quiet.set())

    courier = Courier(
        post=post,
        record=record,
        faults=faults or Faults(random.Random(0)),
        clock=lambda: 0.0,
        rng=random.Random(0),
        patience=FAST,
        on_attempt=attempted,
    )
    courier.start(workers)
    for each in events:
        courier.enqueue(each)
    async with asyncio.timeout(20):
        await quiet.wait()
    await courier.stop()
    return record


def ids(raw: bytes) -> list[tuple[str, int]]:
    changes = [change["value"] for entry in json.loads(raw)["entry"] for change in entry["changes"]]
    return [(message["from"], message["id"]) for value in changes for message in value["messages"]]


@given(
    customers=st.lists(st.sampled_from("abc"), min_size=1, max_size=25),
    script=st.lists(st.sampled_from([200, 500, 202, None]), max_size=30),
    batch=st.booleans(),
    seed=st.integers(0, 9),
)
def test_each_conversation_arrives_whole_and_in_order_whatever_the_callback_answers(
    customers: list[str], script: list[int | None], batch: bool, seed: int
) -> None:
    answers, arrived = list(script), defaultdict(list)

    async def post(raw: bytes) -> Answer:
        await asyncio.sleep(0)
        status = answers.pop() if answers else 200
        if status == 200:
            for customer, seq in ids(raw):
                arrived[customer].append(seq)
        return Answer(status, 0.0, None if status else "gone")

    faults = Faults(random.Random(seed))
    if batch:
        faults.put(Fault(name="batch", probability=0.5, delay_ms=1, size=4))
    events = [event(seq, customer) for seq, customer in enumerate(customers, start=1)]

    asyncio.run(carry(events, post, faults=faults))

    sent = defaultdict(list)
    for each in events:
        sent[each.customer].append(each.seq)
    assert arrived == sent


def test_no_more_posts_are_under_way_than_there_are_workers() -> None:
    under_way = most = 0

    async def post(raw: bytes) -> Answer:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.001)
        under_way -= 1
        return Answer(200, 1.0)

    asyncio.run(carry([event(n, f"customer {n}") for n in range(100)], post, workers=7))

    assert most == 7


def test_a_conversation_that_is_refused_holds_up_no_other() -> None:
    seen: list[str] = []

    async def post(raw: bytes) -> Answer:
        ((customer, _),) = ids(raw)
        seen.append(customer)
        return Answer(500 if customer == "refused" and seen.count("refused") < 20 else 200, 0.0)

    events = [event(0, "refused"), *(event(n, "b") for n in range(1, 11))]
    record = asyncio.run(carry(events, post, workers=1))

    # the ten of the other had all arrived before the twentieth try of the first
    assert seen.index("b") < 3
    assert len([each for each in record.since() if each["events"] == [0]]) == 20
    assert max(index for index, who in enumerate(seen) if who == "b") < len(seen) - 5
