"""`python -m config.stack.demo`: demo shops, the first admin, and the simulator's directory of the shops' numbers.

Run by the stack at each start. What people did to shops and passwords since the first one stays.
"""

import json
import os
import secrets
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

from config.stack.private import write_json

ADMIN = "admin"


def main() -> None:
    django.setup()
    state = Path(os.environ["WABOT_STATE_DIR"])
    _ensure_demo_shops(done=state / "demo-shops-imported")
    _ensure_admin(password=json.loads((state / "secrets.json").read_text(encoding="utf-8"))["admin_password"])
    write_json(Path(os.environ["WABOT_SIMULATOR_CONFIG"]), {"shops": _shops(), "customers": _customers()})


def _ensure_demo_shops(*, done: Path) -> None:
    """Once, and never among shops of somebody's own: a second import would take back prices they changed.

    Killed half-way it begins again, since `done` is written last.
    """
    from apps.catalog.demo.shops import demo_shops
    from apps.tenants.models import Tenant

    of_ours = [shop.slug for shop in demo_shops()]
    if not done.exists() and not Tenant.objects.exclude(slug__in=of_ours).exists():
        call_command("import_demo_shops")
        done.touch()


def _ensure_admin(*, password: str) -> None:
    from django.contrib.auth import get_user_model

    users = get_user_model().objects
    if not users.filter(is_superuser=True).exists():
        users.create_superuser(ADMIN, "", password)


def _shops() -> list[dict[str, Any]]:
    """As the simulator's configuration wants them, access tokens included."""
    from apps.tenants.models import WhatsAppNumber

    shops = []
    for number in WhatsAppNumber.objects.select_related("tenant").order_by("tenant__slug", "phone_number_id"):
        if not number.access_token:
            number.access_token = secrets.token_urlsafe(24)
            number.save(update_fields=["sealed_token"])
        shops.append(
            {
                "phone_number_id": number.phone_number_id,
                "display_phone_number": number.display_phone_number or number.phone_number_id,
                "waba_id": number.waba_id or number.phone_number_id,
                "name": number.tenant.name,
                "access_token": str(number.access_token),
            }
        )
    return shops


def _customers() -> list[dict[str, Any]]:
    from wabot_simulator.starter import CUSTOMERS

    return CUSTOMERS


if __name__ == "__main__":
    main()
