"""Handing one letter to one channel. Apprise knows the channels; it says only whether one took the letter."""

from dataclasses import dataclass
from urllib.parse import quote

import apprise
from django.conf import settings

from apps.tenants.models import ContactKind, TenantContact
from apps.tenants.secrets import UnopenableSecret


class NoAddress(Exception):
    """The letter cannot even be tried; nothing left the house."""


@dataclass(frozen=True, slots=True)
class Outcome:
    was_taken: bool
    reason: str = ""


def address_of(contact: TenantContact) -> str:
    """As Apprise writes addresses. Raises NoAddress, whose words hold no secret."""
    if contact.kind == ContactKind.CHANNEL:
        try:
            address = str(contact.address)
        except UnopenableSecret as error:
            raise NoAddress(str(error)) from error
    else:
        address = _by_mail(contact.email)
    if not is_address(address):
        raise NoAddress("this address belongs to no channel that is known")
    return address


def is_address(address: str) -> bool:
    """Of a channel that leads to another machine: not to a desktop, nor into a log."""
    channel = apprise.Apprise.instantiate(address, suppress_exceptions=True)
    return isinstance(channel, apprise.NotifyBase) and _goes_out(channel)


def deliver(address: str, *, subject: str, text: str) -> Outcome:
    """One attempt. Not taken may be an answer that was lost, so nobody repeats it unasked."""
    channel = apprise.Apprise()
    channel.add(address)
    result = channel.notify(body=text, title=subject, body_format=apprise.NotifyFormat.TEXT)
    if result:
        return Outcome(was_taken=True)
    said = [entry.message for service in result for attempt in service for entry in attempt]
    return Outcome(was_taken=False, reason=(said[-1] if said else "the channel did not take it")[:300])


def _by_mail(email: str) -> str:
    by: str = settings.WABOT_MAIL_URL.get_secret_value()
    if not by:
        raise NoAddress("WABOT_MAIL_URL is not set: the server that sends the platform's e-mail")
    return f"{by}{'&' if '?' in by else '?'}to={quote(email)}"


def _goes_out(channel: apprise.NotifyBase) -> bool:
    schemas = {*_names(channel.protocol), *_names(channel.secure_protocol)}
    return not schemas & {"dbus", "gnome", "kde", "qt", "glib", "macosx", "windows", "syslog"}


def _names(given: object) -> tuple[str, ...]:
    if isinstance(given, str):
        return (given,)
    return tuple(map(str, given)) if isinstance(given, tuple | list | set) else ()
