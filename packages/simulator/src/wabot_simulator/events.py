"""News for open pages and waiting clients."""

import asyncio
from collections import defaultdict
from typing import Any, Final

News = dict[str, Any]
# A page this far behind reads the conversation afresh instead of event by event.
BACKLOG_LIMIT: Final = 500


class Subscription:
    def __init__(self) -> None:
        self._queue: asyncio.Queue[News | None] = asyncio.Queue()
        self.closed = False

    def offer(self, news: News | None) -> None:
        # the end goes past the limit: a page that is behind must still let go
        if news is None:
            self.closed = True
        elif self._queue.qsize() >= BACKLOG_LIMIT:
            while not self._queue.empty():
                self._queue.get_nowait()
            news = {"event": "behind"}
        self._queue.put_nowait(news)

    async def next(self, timeout_s: float) -> News | None:
        """The next news, or None when the time is up or the hub has closed (then `closed` is set)."""
        try:
            async with asyncio.timeout(timeout_s):
                return await self._queue.get()
        except TimeoutError:
            return None


class Hub:
    def __init__(self) -> None:
        self._of_customer: defaultdict[str, set[Subscription]] = defaultdict(set)
        self._pages: defaultdict[str, int] = defaultdict(int)
        # a page that connects during the stop must not keep the server up
        self._closed = False

    def subscribe(self, customer: str, *, page: bool = False) -> Subscription:
        subscription = Subscription()
        if self._closed:
            subscription.offer(None)
        self._of_customer[customer].add(subscription)
        self._pages[customer] += page
        return subscription

    def leave(self, customer: str, subscription: Subscription, *, page: bool = False) -> None:
        self._of_customer[customer].discard(subscription)
        self._pages[customer] -= page
        # customers nobody watches any more leave nothing behind
        if not self._of_customer[customer]:
            del self._of_customer[customer]
            self._pages.pop(customer, None)

    def has_page(self, customer: str) -> bool:
        """True while a phone page shows this customer: then the page says what was read."""
        return self._pages.get(customer, 0) > 0

    def listens(self, customer: str) -> bool:
        return customer in self._of_customer

    def publish(self, customer: str, news: News) -> None:
        for subscription in tuple(self._of_customer.get(customer, ())):
            subscription.offer(news)

    def broadcast(self, news: News) -> None:
        for customer in list(self._of_customer):
            self.publish(customer, news)

    def close(self) -> None:
        self._closed = True
        # whoever stops the server stands outside its loop, in which pages leave meanwhile
        for subscriptions in list(self._of_customer.values()):
            for subscription in tuple(subscriptions):
                subscription.offer(None)
