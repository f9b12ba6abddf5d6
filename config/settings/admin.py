"""The admin's dress."""

from typing import Any

from django.templatetags.static import static


def _style(_request: Any) -> str:
    return static("operations/admin.css")


def _icon(_request: Any) -> str:
    return static("operations/icon.svg")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Wabot",
    "SITE_HEADER": "Wabot",
    "SITE_SYMBOL": "storefront",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _icon}],
    "SHOW_LANGUAGES": False,
    "STYLES": [_style],
    "DASHBOARD_CALLBACK": "apps.operations.dashboard.dashboard",
    "SIDEBAR": {"navigation": "apps.operations.navigation.sidebar"},
    "COLORS": {
        # a shop's green, as WhatsApp's customers know it; the scale is evenly light in oklch
        "primary": {
            "50": "oklch(97.5% .02 165)",
            "100": "oklch(94% .045 165)",
            "200": "oklch(89% .08 165)",
            "300": "oklch(82% .11 165)",
            "400": "oklch(72% .13 165)",
            "500": "oklch(60% .12 165)",
            "600": "oklch(50% .105 165)",
            "700": "oklch(43% .09 165)",
            "800": "oklch(37% .075 165)",
            "900": "oklch(32% .06 165)",
            "950": "oklch(22% .04 165)",
        },
    },
}
