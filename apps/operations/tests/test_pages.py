"""The pages around the admin, and what every answer carries."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from apps.operations import views
from tests.web import platform_person, signed_in

ROOT = Path(__file__).resolve().parents[3]


def test_a_stranger_learns_what_this_is_and_where_to_go(client: Client, settings: Settings) -> None:
    settings.WABOT_GRAPH_URL = "http://127.0.0.1:8002/v23.0"

    page = client.get("/", headers={"host": "127.0.0.1:8000"}).content.decode()

    assert "A shop that answers on WhatsApp" in page
    assert 'href="/admin/"' in page
    assert 'href="http://127.0.0.1:8002/"' in page


def test_in_production_there_is_no_phone_page(client: Client, settings: Settings) -> None:
    settings.WABOT_GRAPH_URL = "https://graph.facebook.com/v23.0"

    assert "phone page" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [("/nothing", 404, "Nothing here"), ("/admin/nothing/", 302, ""), ("/v1/nothing", 404, "nothing here")],
)
def test_what_is_not_there_is_said_kindly(client: Client, path: str, status: int, says: str) -> None:
    told = client.get(path)

    assert told.status_code == status
    assert says in told.content.decode()
    assert told.headers["Content-Type"].startswith("application/json") == path.startswith("/v1/")


@pytest.mark.django_db
def test_a_form_that_is_not_ours_is_refused_kindly() -> None:
    client = Client(enforce_csrf_checks=True)

    told = client.post("/admin/login/", {"username": "root", "password": "x"})

    assert told.status_code == 403
    assert "Please try again" in told.content.decode()


def test_when_all_breaks_the_page_needs_no_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """No database is allowed in this test."""

    def broken(*_: object) -> None:
        raise RuntimeError("all broke")

    monkeypatch.setattr(views, "_phone_page", broken)
    client.raise_request_exception = False
    told = client.get("/")

    assert told.status_code == 500
    assert "Something broke on our side" in told.content.decode()
    assert "all broke" not in told.content.decode()
    request = RequestFactory().get("/v1/anything")
    assert views.server_error(request).headers["Content-Type"] == "application/json"


def test_pages_of_ours_run_no_script_and_the_admins_none_from_within(client: Client) -> None:
    strict = client.get("/").headers["Content-Security-Policy"]
    admin = client.get("/admin/").headers["Content-Security-Policy"]

    assert "script-src" not in strict
    assert "unsafe" not in strict
    scripts = next(each for each in admin.split(";") if each.strip().startswith("script-src"))
    assert scripts.split() == ["script-src", "'self'", "'unsafe-eval'"]
    for policy in (strict, admin):
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy


@pytest.mark.django_db
def test_cookies_and_headers_are_closed() -> None:
    client = Client()
    platform_person()

    signed = client.post("/admin/login/?next=/admin/", {"username": "root", "password": "pass-for-tests"})

    cookie = signed.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    for name, value in {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }.items():
        assert signed.headers[name] == value


@pytest.mark.django_db
def test_signing_in_leads_to_the_overview() -> None:
    client = Client()
    platform_person()

    for address in ("/admin/login/", "/admin/login/?next=/admin/"):
        told = client.post(address, {"username": "root", "password": "pass-for-tests"})
        assert told.headers["Location"] == "/admin/"
    assert signed_in(platform_person("second")).get("/admin/").status_code == 200


def test_behind_https_djangos_own_deployment_checks_find_nothing() -> None:
    """Read by a process of its own: settings are read once."""
    environment = os.environ | {
        "WABOT_PUBLIC_URL": "https://shop.example",
        "WABOT_SECRET_KEY": "a-long-key " * 6,
    }

    checked = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr
    assert configured.DEBUG is False


def test_behind_https_health_is_answered_on_this_side_of_the_proxy(
    client: Client, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    assert client.get("/v1/live").status_code == 200
    assert client.get("/").status_code == 301
    assert client.get("/", headers={"x-forwarded-proto": "https"}).status_code == 200
