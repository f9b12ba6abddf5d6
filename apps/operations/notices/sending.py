"""A notice to contacts: claimed one by one, tried once, each end written down."""

import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from apps.operations.notices.channels import NoAddress, Outcome, address_of, deliver
from apps.operations.notices.models import DeliveryState, Notice, NoticeDelivery
from apps.operations.notices.wording import wording
from apps.tenants.models import Tenant, TenantContact

log = logging.getLogger("wabot.notices")
AT_ONCE = 4
MOST_AN_HOUR = 6
# No channel takes longer: whoever claimed it then is gone.
GONE_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Told:
    """`state` is a DeliveryState; or `held` (too many this hour), `unreachable` (nothing was tried), `would` (dry run)."""

    contact: TenantContact
    state: str
    reason: str = ""
    is_new: bool = True

    @property
    def is_well(self) -> bool:
        return self.state in (DeliveryState.SENT, DeliveryState.CLAIMED, "would")


@dataclass(slots=True)
class Sending:
    """`each` is told of every contact as soon as it is settled."""

    notice: Notice
    clock: Callable[[], datetime]
    each: Callable[[Told], None]
    retry_failed: bool = False

    def send(self, contacts: Sequence[TenantContact]) -> list[Told]:
        give_up_gone(self.clock())
        told: list[Told] = []
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="notice") as pool:
            calls: dict[Future[Outcome], NoticeDelivery] = {}
            for contact in contacts:
                begun = self._begin(contact, pool)
                if isinstance(begun, Told):
                    self._note(told, begun)
                else:
                    calls[begun[0]] = begun[1]
                # what was claimed is being called: claims stay few when this process dies
                while len(calls) >= AT_ONCE:
                    self._settle_first(calls, told)
            while calls:
                self._settle_first(calls, told)
        return told

    def _begin(
        self, contact: TenantContact, pool: ThreadPoolExecutor
    ) -> Told | tuple[Future[Outcome], NoticeDelivery]:
        known = NoticeDelivery.objects.filter(notice=self.notice, contact=contact).first()
        is_again = known is not None and known.state == DeliveryState.FAILED and self.retry_failed
        if known is not None and not is_again:
            return Told(contact, known.state, known.reason, is_new=False)
        try:
            address = address_of(contact)
        except NoAddress as error:
            return Told(contact, "unreachable", str(error))
        if _told_lately(contact, self.clock()) >= MOST_AN_HOUR:
            return Told(contact, "held", f"was told {MOST_AN_HOUR} times within the hour")
        claimed = self._claim_again(known) if known else self._claim(contact)
        if claimed is None:
            return Told(contact, DeliveryState.CLAIMED, "another process is sending it", is_new=False)
        subject, text = wording(
            self.notice.kind, contact, message=self.notice.message, until=self.notice.until
        )
        return pool.submit(deliver, address, subject=subject, text=text), claimed

    def _claim(self, contact: TenantContact) -> NoticeDelivery | None:
        row, is_ours = NoticeDelivery.objects.get_or_create(
            notice=self.notice,
            contact=contact,
            defaults={"tenant_id": contact.tenant_id, "claimed_at": self.clock()},
        )
        return row if is_ours else None

    def _claim_again(self, row: NoticeDelivery) -> NoticeDelivery | None:
        # the row count decides between two that retry at once
        ours = NoticeDelivery.objects.filter(pk=row.pk, state=DeliveryState.FAILED).update(
            state=DeliveryState.CLAIMED, claimed_at=self.clock(), settled_at=None, attempts=F("attempts") + 1
        )
        return row if ours else None

    def _settle_first(self, calls: dict[Future[Outcome], NoticeDelivery], told: list[Told]) -> None:
        future = next(as_completed(calls))
        row, outcome = calls.pop(future), future.result()
        state = DeliveryState.SENT if outcome.was_taken else DeliveryState.FAILED
        NoticeDelivery.objects.filter(pk=row.pk).update(
            state=state, reason=outcome.reason, settled_at=self.clock()
        )
        self._note(told, Told(row.contact, state, outcome.reason))

    def _note(self, told: list[Told], one: Told) -> None:
        if not one.is_well:
            log.warning("%s of %s: %s %s", one.contact, one.contact.tenant.slug, one.state, one.reason)
        told.append(one)
        self.each(one)


def give_up_gone(now: datetime) -> int:
    """Claimed, and never settled: it may have been sent, so it is shown to a person and not sent again."""
    return NoticeDelivery.objects.filter(state=DeliveryState.CLAIMED, claimed_at__lt=now - GONE_AFTER).update(
        state=DeliveryState.UNCERTAIN, reason="whoever sent it ended before it knew"
    )


def contacts_of(tenant: Tenant | None) -> list[TenantContact]:
    """Of active shops, or of one."""
    contacts = TenantContact.objects.filter(is_active=True).select_related("tenant")
    chosen = contacts.filter(tenant=tenant) if tenant else contacts.filter(tenant__is_active=True)
    return list(chosen.order_by("tenant__slug", "name", "pk"))


def would(contacts: Iterable[TenantContact]) -> list[Told]:
    """Who would be told; of those who cannot be, why not."""
    told = []
    for contact in contacts:
        try:
            address_of(contact)
        except NoAddress as error:
            told.append(Told(contact, "unreachable", str(error)))
        else:
            told.append(Told(contact, "would"))
    return told


def _told_lately(contact: TenantContact, now: datetime) -> int:
    return NoticeDelivery.objects.filter(contact=contact, claimed_at__gt=now - timedelta(hours=1)).count()
