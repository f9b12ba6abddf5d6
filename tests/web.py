"""Asking the web process from within a test: as the role that it has, signed in as somebody."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client

from apps.tenants.isolation import APP_ROLE
from apps.tenants.models import Member, Role, Tenant

# A response, and what the test client hangs on it.
Answered = Any


@contextmanager
def as_role(role: str = APP_ROLE) -> Iterator[None]:
    """What the web process is from its first connection on. Only in tests whose transactions are real."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def platform_person(name: str = "root") -> User:
    return User.objects.create_superuser(name, password="pass-for-tests")


def shop_person(shop: Tenant, name: str = "alice") -> User:
    """Staff of one shop, with every permission there is: what is left then is which rows."""
    user = User.objects.create_user(name, password="pass-for-tests", is_staff=True)
    user.user_permissions.set(Permission.objects.all())
    Member.objects.create(tenant=shop, user=user, role=Role.OWNER)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def process_environment(journal_url: str, state_dir: Path) -> dict[str, str]:
    """For a process of its own on the databases of this test."""
    return os.environ | {
        "DATABASE_URL": _url(os.environ["DATABASE_URL"], dbname=str(connection.settings_dict["NAME"])),
        "JOURNAL_DATABASE_URL": _url(journal_url),
        "WABOT_STATE_DIR": str(state_dir),
    }


def _url(conninfo: str, **other: str) -> str:
    parts = psycopg.conninfo.conninfo_to_dict(conninfo, **other)
    return f"postgresql://{parts['user']}@/{parts['dbname']}?host={quote(str(parts['host']), safe='')}"
