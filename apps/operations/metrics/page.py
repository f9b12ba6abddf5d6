"""The metrics as a page: docs/reference/metrics.md is written out of the code.

`DJANGO_SETTINGS_MODULE=config.checking python manage.py shell -c "from apps.operations.metrics.page import write; write()"`
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from apps.operations.metrics.catalogue import COUNTED, name_of
from apps.operations.metrics.gauges import GAUGES

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "metrics.md"
HEAD = """# Metrics

`GET /metrics` on the web process, for Prometheus (text or OpenMetrics). It answers within about a second whatever hangs, also
during maintenance, and while a database is away: then `wabot_up` is 0, the counts come as ever, and figures that are not known
are left out rather than told as 0. This page is written by the code (`apps.operations.metrics.page`); a test holds it to that.

## Who may read

Addresses in `WABOT_METRICS_NETWORKS` (default: this host), asking the process directly: others get 403, and so does every
request that a proxy passed on (any of `X-Forwarded-For`, `X-Forwarded-Host`, `X-Forwarded-Proto`, `X-Real-IP`, `Forwarded`,
`Via`), since it comes from the proxy's address. `X-Forwarded-For` never lets anybody in. A proxy that sets none of them
must refuse `/metrics` itself. Asked under another name than 127.0.0.1 or localhost, that name stands in
`WABOT_ALLOWED_HOSTS`. One target per host: each web process of it tells the same counts, and two would be added up.

    curl -s http://127.0.0.1:8000/metrics

## Counted, by all processes of this host

In files in `WABOT_METRICS_DIR`, one slot for each process that lives: a later process counts on in the slot of one that is
gone, so the files never outnumber the processes and no sum drops when one is killed. `make up` begins anew; a new release
counts on. Containers of one host share the folder as a volume. Of canaries (`synthetic="yes"`) turns, sends and response
times are counted, apart; nothing else.

| metric | type | labels | what it is |
|---|---|---|---|
"""
READ = """
## Read from the databases when asked

Health at most a second old, the state of the service 5 seconds, conversations and tickets a minute
(`wabot_figures_age_seconds`). Each statement ends after 5 seconds. Canaries are left out.

| metric | labels | what it is |
|---|---|---|
"""


def page() -> str:
    return HEAD + "".join(_counted()) + READ + "".join(_read())


def _counted() -> Iterator[str]:
    for metric, values in COUNTED:
        [family] = metric.describe()
        labels = "<br>".join(
            f"`{label}`: {', '.join(taken)}" for label, taken in zip(metric._labelnames, values, strict=True)
        )
        yield f"| `{name_of(metric)}` | {family.type} | {labels} | {family.documentation} |\n"


def _read() -> Iterator[str]:
    for name, gauge in GAUGES.items():
        yield f"| `{name}` | {_names(gauge.labels)} | {gauge.says} |\n"


def _names(labels: Sequence[str]) -> str:
    return ", ".join(f"`{label}`" for label in labels) or "–"


def write() -> None:
    PAGE.write_text(page(), encoding="utf-8")
