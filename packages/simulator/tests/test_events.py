import asyncio

from wabot_simulator.events import BACKLOG_LIMIT, Hub


async def test_news_reach_those_who_watch_that_customer() -> None:
    hub = Hub()
    amina, zawadi = hub.subscribe("amina"), hub.subscribe("zawadi")

    hub.publish("amina", {"event": "message"})
    hub.broadcast({"event": "directory"})

    assert [await amina.next(1), await amina.next(1)] == [{"event": "message"}, {"event": "directory"}]
    assert await zawadi.next(1) == {"event": "directory"}
    assert await zawadi.next(0.01) is None
    assert not zawadi.closed


async def test_a_page_that_is_far_behind_is_told_to_read_afresh() -> None:
    hub = Hub()
    page = hub.subscribe("amina")

    for number in range(BACKLOG_LIMIT + 3):
        hub.publish("amina", {"event": "message", "data": number})

    assert await page.next(1) == {"event": "behind"}
    assert await page.next(1) == {"event": "message", "data": BACKLOG_LIMIT + 1}


async def test_a_page_says_what_was_read_only_while_it_is_open() -> None:
    hub = Hub()
    page, waiting = hub.subscribe("amina", page=True), hub.subscribe("amina")

    assert hub.has_page("amina")
    hub.leave("amina", page, page=True)
    assert not hub.has_page("amina")
    assert hub.listens("amina")
    hub.leave("amina", waiting)
    assert not hub.listens("amina")


async def test_closing_ends_every_wait_at_once_and_those_that_come_later() -> None:
    hub = Hub()
    page = hub.subscribe("amina")
    waiting = asyncio.create_task(page.next(60))
    await asyncio.sleep(0)

    hub.close()

    assert await asyncio.wait_for(waiting, 1) is None
    assert page.closed
    assert hub.subscribe("zawadi").closed
