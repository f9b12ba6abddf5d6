"""The simulated WhatsApp: one object that holds its parts and lets every fact pass through one door."""

import asyncio
import json
import random
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .clock import Clock
from .configfile import fill
from .conversations import Conversations, Entry
from .directory import Customer, Directory, Shop, customer_from, shop_from
from .errors import BadRequest, BadSetting
from .events import Hub
from .faults import Faults
from .graph.limits import Limits, Rules
from .ids import Ids
from .links import Links
from .media import PHONE_LIFE_S, MediaStore, Medium
from .record import Fact, Record
from .settings import Settings
from .webhooks.courier import Courier, Parcel, Patience
from .webhooks.post import Answer, Poster


class Simulator:
    """Parts and their life. What customers do is in `phone`, what shops send in `sending`."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or Clock()
        self.started_at = self.clock.now()
        # one source of chance for all parts: with a seed, ids and faults come again as they were
        self.rng = random.Random(settings.seed or None)  # noqa: S311 - ids and faults of a simulator, no secrets
        self.ids = Ids(self.rng)
        self.directory = Directory()
        self.hub = Hub()
        self.faults = Faults(self.rng)
        self.limits = Limits(_rules(settings), self.clock.now)
        # media need files even where nothing is to be kept
        self._scratch = None if settings.state else tempfile.TemporaryDirectory(prefix="wabot-simulator-")
        self.folder = _made(settings.state_dir or Path(self._scratch.name if self._scratch else ""))
        self.record = Record(self.clock.now, self.folder if settings.state else None)
        self.conversations = Conversations(self.record)
        self.media = MediaStore(self.folder / "media", clock=self.clock.now, new_id=self.ids.number)
        self.links = Links(self.media, clock=self.clock.now, on_kept=self._note_link)
        self.poster = Poster(
            callback_url=settings.callback_url,
            app_secret=settings.app_secret.split(",")[0].strip(),
            timeout_s=settings.delivery_timeout_s,
        )
        self.courier = self._new_courier()
        self._timers: set[asyncio.TimerHandle] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        # the file first: what was put at run time, and kept, goes over it; the rest of the file may change
        # between two runs
        fill(self.directory, settings.config)
        self._put_shops: dict[str, Shop] = {}
        self._put_customers: dict[str, Customer] = {}
        self.undelivered = self._restore()

    def _new_courier(self) -> Courier:
        settings = self.settings
        return Courier(
            post=self.poster,
            record=self.record,
            faults=self.faults,
            clock=self.clock.now,
            rng=self.rng,
            patience=Patience(
                first_s=settings.retry_first_s,
                longest_s=settings.retry_longest_s,
                give_up_s=settings.retry_give_up_s,
            ),
            on_attempt=self._attempted,
        )

    # --- life

    def start(self) -> None:
        """Needs a running event loop."""
        self.courier.start(self.settings.deliveries_at_once)

    async def stop(self) -> None:
        # pages first: their open streams would hold the server
        self.hub.close()
        self._forget_timers()
        await self.courier.stop()
        await self.links.close()
        await self.poster.close()
        self.record.close()
        if self._scratch:
            self._scratch.cleanup()

    def reset(self) -> None:
        """Forget messages, faults and pending webhooks; keep shops and customers."""
        self._forget_timers()
        self.courier.drop_all()
        self.record.start_over()
        self.conversations.clear()
        self.media.clear()
        self.links.forget()
        self.limits.forget()
        self.faults.lift()
        self.faults.fired.clear()
        # people stay, so they are the first facts of the new record
        for customer in self._put_customers.values():
            self.record.append("customer", customer=asdict(customer))
        self.record.append("clock", skipped_s=self.clock.skipped_s)
        self.hub.broadcast({"event": "behind"})

    def later(self, pause_s: float, then: Callable[[], None]) -> None:
        """Do something after real seconds, unless the simulator stops or starts over before."""

        def fire() -> None:
            self._timers.discard(timer)
            then()

        timer = asyncio.get_running_loop().call_later(pause_s, fire)
        self._timers.add(timer)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def waiting(self) -> int:
        """Steps of ladders that are still to come."""
        return len(self._timers) + len(self._tasks)

    def _forget_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        for task in self._tasks:
            task.cancel()
        self._timers.clear()

    # --- facts

    def note(self, kind: str, **fields: Any) -> Fact:
        """Put a fact on record, bring the threads up to date and tell open pages."""
        fact = self.record.append(kind, **fields)
        self._tell(self.conversations.apply(fact))
        return fact

    def _tell(self, changed: list[Entry]) -> None:
        for entry in changed:
            # nobody looks at most conversations of a drill; those cost no more than this question
            if self.hub.listens(entry.customer):
                self.hub.publish(
                    entry.customer, {"event": "message", "data": self.conversations.shown(entry)}
                )

    def _attempted(self, parcel: Parcel, answers: list[Answer]) -> None:
        if any(answer.well for answer in answers):
            arrived = {"kind": "attempt", "http_status": 200, "events": [each.seq for each in parcel.events]}
            self._tell(self.conversations.apply(arrived))

    def keep_medium(
        self, data: bytes, *, mime_type: str, filename: str, life_s: float, shop: str | None
    ) -> Medium:
        medium = self.media.add(data, mime_type=mime_type, filename=filename, life_s=life_s, shop=shop)
        self.record.append("media", medium=asdict(medium))
        return medium

    def hand_over(self, medium: Medium, shop: str) -> Medium:
        """The same file under an id of its own that only this shop may fetch, as each message has one."""
        copy = self.media.copy(medium, shop=shop, life_s=PHONE_LIFE_S)
        self.record.append("media", medium=asdict(copy))
        return copy

    def _note_link(self, medium: Medium, link: str) -> None:
        self.record.append("media", medium=asdict(medium), link=link)

    def skip_time(self, seconds: float) -> None:
        self.clock.skip(seconds)
        # a restart must not fall behind times that are on record
        self.record.append("clock", skipped_s=self.clock.skipped_s)

    # --- who there is

    def put_shop(self, shop: Shop) -> None:
        self.directory.put_shop(shop)
        self._put_shops[shop.phone_number_id] = shop
        # apart from the record: that is read over HTTP, and tokens are not for its readers
        if self.settings.state:
            kept = {"shops": [asdict(each) for each in self._put_shops.values()]}
            half = self.folder / "shops.json.part"
            half.write_text(json.dumps(kept, indent=1))
            half.rename(self.folder / "shops.json")
        self.hub.broadcast({"event": "directory"})

    def put_customer(self, customer: Customer) -> None:
        self.directory.put_customer(customer)
        self._put_customers[customer.key] = customer
        self.record.append("customer", customer=asdict(customer))
        self.hub.broadcast({"event": "directory"})

    def _restore(self) -> dict[int, Fact]:
        """Take an earlier run's record in; return what had not reached its shop yet."""
        shops = self.folder / "shops.json"
        if shops.exists():
            for given in json.loads(shops.read_text())["shops"]:
                shop = self._put_shops[given["phone_number_id"]] = shop_from(given)
                self.directory.put_shop(shop)
        undelivered: dict[int, Fact] = {}
        for fact in self.record.since():
            try:
                self._take_back(fact, undelivered)
            except BadRequest as error:
                self.record.close()
                where = f"number {fact['seq']} of the record in {self.folder}"
                raise BadSetting(f"--state, --config: {where} does not go with the file ({error})") from error
        return undelivered

    def _take_back(self, fact: Fact, undelivered: dict[int, Fact]) -> None:
        match fact["kind"]:
            case "clock":
                self.clock.skipped_s = fact["skipped_s"]
            case "customer":
                customer = customer_from(fact["customer"])
                self.directory.put_customer(customer)
                self._put_customers[customer.key] = customer
            case "media":
                self.media.restore(fact)
                if "link" in fact:
                    self.links.learn(fact["link"], fact["medium"]["id"])
            case "media_deleted":
                self.media.delete(fact["id"])
            case "inbound" | "status":
                # until an attempt further on says that it has arrived
                undelivered[fact["seq"]] = fact
            case "expired" | "attempt" if fact.get("http_status", 200) == 200:
                for seq in fact["events"]:
                    undelivered.pop(seq, None)
        self.conversations.apply(fact)


def _rules(settings: Settings) -> Rules:
    on = settings.rules.split(",")
    return Rules(
        window="window" in on,
        pair_rate="pair_rate" in on,
        throughput="throughput" in on,
        throughput_per_s=settings.throughput_per_s,
    )


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"--state: {folder} cannot be made ({error.strerror})") from error
    return folder
