"""What is exposed, what is written about it, and what rules and dashboards ask for are the same metrics."""

import re
from itertools import product

from prometheus_client.mmap_dict import mmap_key

from apps.operations.metrics.catalogue import COUNTED, name_of
from apps.operations.metrics.gauges import GAUGES
from apps.operations.metrics.page import PAGE, page
from config import ROOT
from config.settings.metrics import KINDS, SLOT_BYTES

# Names that a recording rule gives hold colons; they are no metrics of ours.
NAME = re.compile(r"(?<![:\w])wabot_[a-z0-9_]+(?![:\w])")
ASKERS = sorted(
    path
    for folder in ("prometheus", "grafana")
    for kind in ("*.yml", "*.json")
    for path in (ROOT / "deploy" / folder).rglob(kind)
)


def exposed() -> set[str]:
    names = {name_of(metric) for metric, _ in COUNTED} | set(GAUGES)
    for metric, _ in COUNTED:
        [family] = metric.describe()
        if family.type == "histogram":
            names |= {f"{family.name}_{part}" for part in ("bucket", "sum", "count")}
    return names


def test_the_page_of_metrics_is_the_codes_own() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "see apps.operations.metrics.page"


def test_what_rules_and_dashboards_ask_for_is_exposed() -> None:
    missing = {
        str(path.relative_to(ROOT)): unknown
        for path in ASKERS
        if (unknown := set(NAME.findall(path.read_text(encoding="utf-8"))) - exposed())
    }

    assert missing == {}


def test_a_processs_counts_fit_into_what_is_reserved_for_it() -> None:
    """Beyond that they would lie where a full disk ends the process."""
    used = dict.fromkeys(KINDS, 0)
    for metric, labels in COUNTED:
        [family] = metric.describe()
        buckets = len(getattr(metric, "_upper_bounds", ())) + 1
        for values in product(*labels):
            key = mmap_key(
                family.name,
                f"{family.name}_bucket",
                [*metric._labelnames, "le"],
                [*values, "0.0025"],
                family.documentation,
            )
            used[family.type] += buckets * (len(key) + 32)

    assert max(used.values()) < SLOT_BYTES
