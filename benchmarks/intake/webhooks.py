"""Signed webhooks, each of another customer, and the files by which wrk and pgbench send the like."""

import json
from pathlib import Path

from wabot_edge.intake.signature import sign

APP_SECRET = "benchmark"  # noqa: S105  (signs only what is made up here)
PATH = "/v1/webhooks/whatsapp"
HEADERS = {"Content-Type": "application/json", "User-Agent": "facebookexternalua"}
DIFFERENT = 500


def body(number: int) -> bytes:
    """A text message as WhatsApp sends it, some 600 bytes."""
    message = {
        "from": f"2547{number:08}",
        "id": f"wamid.HBgMMjU0NzEyMzQ1Njc4FQIAEhgUM0E{number:024X}",
        "timestamp": "1764000000",
        "text": {"body": "Habari, mnauza viatu vya ngozi saizi 42? Bei ni ngapi?"},
        "type": "text",
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": "254711000000",
            "phone_number_id": f"10654035224{number % 50:04}",
        },
        "contacts": [
            {"profile": {"name": "Amina W."}, "wa_id": message["from"], "user_id": f"KE.{number:020}"}
        ],
        "messages": [message],
    }
    changes = [{"value": value, "field": "messages"}]
    envelope = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "102290129340398", "changes": changes}],
    }
    return json.dumps(envelope, separators=(",", ":")).encode()


def headers_of(content: bytes) -> dict[str, str]:
    return HEADERS | {"X-Hub-Signature-256": sign(content, APP_SECRET.encode()).decode()}


def request(number: int, host: str) -> bytes:
    """A whole HTTP request, ready for a socket."""
    content = body(number)
    lines = [f"POST {PATH} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(content)}"]
    lines += [f"{name}: {value}" for name, value in headers_of(content).items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


def write_wrk_script(path: Path) -> None:
    made = [(body(number), headers_of(body(number))["X-Hub-Signature-256"]) for number in range(DIFFERENT)]
    fixed = "\n".join(f'  h["{name}"] = "{value}"' for name, value in HEADERS.items())
    pairs = ",\n".join(f"  {{[==[{content.decode()}]==], '{signature}'}}" for content, signature in made)
    path.write_text(
        f"""
local made = {{
{pairs}
}}
local ready, at = {{}}, 0
function init()
  for i, pair in ipairs(made) do
    local h = {{}}
{fixed}
    h["X-Hub-Signature-256"] = pair[2]
    ready[i] = wrk.format("POST", "{PATH}", h, pair[1])
  end
end
function request()
  at = at % #ready + 1
  return ready[at]
end
"""
    )
