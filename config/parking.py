"""Tasks that this release does not know, or not with these arguments, wait for one that does.

After a rollback the queue still holds what the newer release put there. Celery would discard an unknown task, and call a
known one with arguments it does not take, to fail. Both go to a queue of their own instead, as they came, and back as soon
as a worker starts that can take them. The broker carries them, not the database: a restore of that must not lose them.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from celery import Celery
from celery.worker.consumer import Consumer
from kombu import Message, Queue
from kombu.exceptions import ContentDisallowed, DecodeError

PARKING = Queue("wabot.parked", durable=True)
WHY = "parked_why"
log = logging.getLogger("wabot.parking")
Strategy = Callable[..., Any]


class ParkingConsumer(Consumer):
    """Parked first, acknowledged after: a worker that dies in between leaves the message twice, never not at all."""

    # the stubs know neither
    connection_errors: tuple[type[Exception], ...]
    strategies: dict[str, Strategy]

    def on_unknown_task(self, body: Any, message: Message, exc: Exception) -> None:
        park(self.app, message, "this release does not know the task")
        message.ack_log_error(log, self.connection_errors)

    def update_strategies(self) -> None:
        super().update_strategies()
        for name, strategy in self.strategies.items():
            self.strategies[name] = self._with_arguments_looked_at(name, strategy)

    def _with_arguments_looked_at(self, name: str, strategy: Strategy) -> Strategy:
        def looked_at(message: Message, body: Any, *rest: Any) -> Any:
            if why := misfit(self.app, name, message):
                park(self.app, message, why)
                message.ack_log_error(log, self.connection_errors)
                return None
            return strategy(message, body, *rest)

        return looked_at


def misfit(app: Celery, name: str, message: Message) -> str:
    """Why this release's task cannot be called so; "" when it can, or when only calling it would tell."""
    takes = getattr(app.tasks.get(name), "__header__", None)
    try:
        args, kwargs, _ = message.decode()
    except (DecodeError, ContentDisallowed, ValueError, TypeError):
        return ""
    if takes is None:
        return ""
    try:
        takes(*args, **kwargs)
    except TypeError as error:
        return f"this release's task takes other arguments ({error})"
    return ""


def park(app: Celery, message: Message, why: str) -> None:
    task = str(message.headers.get("task"))
    log.error("%s is parked: %s", task, why)
    with app.producer_or_acquire() as producer:
        _send(producer, message, PARKING, {**message.headers, WHY: why})


def unpark(app: Celery) -> int:
    """Sends back what this release can take, oldest first; returns how many. Several workers may do so at once."""
    back = 0
    with app.connection_for_write() as connection, app.producer_or_acquire() as producer:
        queue = PARKING(connection.default_channel)
        for _ in range(_waiting(queue)):
            # None: another worker took the rest
            if (message := queue.get(no_ack=False)) is None:
                break
            task = str(message.headers.get("task"))
            headers = {name: value for name, value in message.headers.items() if name != WHY}
            if task in app.tasks and not misfit(app, task, message):
                _send(producer, message, app.amqp.queues[app.conf.task_default_queue], headers)
                back += 1
            else:
                _send(producer, message, PARKING, message.headers)
            message.ack()
    if back:
        log.info("%s parked task(s) are known to this release and go on", back)
    return back


def parked(app: Celery) -> int:
    with app.connection_for_read() as connection:
        return _waiting(PARKING(connection.default_channel))


def _waiting(queue: Any) -> int:
    return int(queue.queue_declare().message_count)


def _send(producer: Any, message: Message, queue: Queue, headers: Mapping[str, Any]) -> None:
    """The body byte for byte."""
    kept = ("correlation_id", "reply_to", "priority", "delivery_mode")
    producer.publish(
        message.body,
        routing_key=queue.name,
        exchange="",
        declare=[queue],
        content_type=message.content_type,
        content_encoding=message.content_encoding,
        headers=dict(headers),
        retry=True,
        **{name: message.properties[name] for name in kept if name in message.properties},
    )
