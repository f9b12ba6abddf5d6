"""The rules fire when they should, and rules, dashboard and page speak of what is there."""

import argparse
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import load_command_class
from ruamel.yaml import YAML

from apps.operations.metrics.catalogue import COUNTED, name_of
from apps.operations.metrics.gauges import GAUGES
from config import ROOT

FOLDER = ROOT / "deploy" / "prometheus"
TESTS = sorted(path.name for path in FOLDER.glob("*_test.yml"))
DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "wabot.json").read_text(encoding="utf-8"))
RULES = [rule for group in YAML(typ="safe").load(FOLDER / "rules.yml")["groups"] for rule in group["rules"]]
ALERTS = {rule["alert"]: rule for rule in RULES if "alert" in rule}
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
PAGE = (ROOT / "docs" / "how-to" / "watch-it.md").read_text(encoding="utf-8")
PACKAGES = {"promtool": "prometheus", "amtool": "prometheus-alertmanager"}
NAME = re.compile(r"\b(?:wabot_\w+|job\w*:wabot\w*:\w+)")
# Prometheus' own, and the blackbox exporter's.
OTHERS = {"up", "ALERTS", "probe_success"}


def run(program: str, *arguments: str) -> str:
    """What it printed. Fails the test where it fails, skips it where it is not installed."""
    if shutil.which(program) is None:
        pytest.skip(f"no {program}: apt-get install {PACKAGES[program]}")
    done = subprocess.run([program, *arguments], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def known_names() -> Iterator[str]:
    yield from GAUGES
    for metric, _ in COUNTED:
        name = name_of(metric)
        yield from (
            [name] if name.endswith("_total") else [f"{name}_{part}" for part in ("bucket", "sum", "count")]
        )
    yield from (rule["record"] for rule in RULES if "record" in rule)


def expressions() -> Iterator[str]:
    """Of the dashboard, with the installation chosen."""
    asked = [target["expr"] for panel in PANELS for target in panel["targets"]]
    asked += [annotation["expr"] for annotation in DASHBOARD["annotations"]["list"]]
    yield from (expression.replace("$job", "wabot") for expression in asked)


def test_prometheus_takes_the_rules() -> None:
    assert f"{len(RULES)} rules found" in run("promtool", "check", "rules", "--lint-fatal", "rules.yml")


def test_prometheus_takes_the_example_of_its_configuration() -> None:
    run("promtool", "check", "config", "prometheus.yml")


@pytest.mark.parametrize("name", TESTS)
def test_the_rules_fire_when_they_should_and_else_are_silent(name: str) -> None:
    run("promtool", "test", "rules", name)


def test_who_is_on_call_gets_the_pages_and_the_team_the_rest() -> None:
    run("amtool", "check-config", "alertmanager.yml")

    for alert in ALERTS.values():
        labels = [f"{name}={value}" for name, value in alert["labels"].items()]
        told = run("amtool", "config", "routes", "test", "--config.file=alertmanager.yml", *labels)
        assert told.split() == ["on-call" if alert["labels"]["severity"] == "critical" else "team"]


def test_the_five_alerts_of_the_plan_are_there_under_their_names() -> None:
    found = {
        name: (alert["labels"]["severity"], alert["labels"]["action"], alert["expr"][-6:], alert.get("for"))
        for name, alert in ALERTS.items()
    }

    assert found["High Error Rate"] == ("critical", "page", "> 0.05", "15m")
    assert found["Slow Response Time"] == ("critical", "page", "]) > 2", "15m")
    assert found["Service Down"] == ("critical", "page", "x == 0", "5m")
    assert found["Elevated Error Rate"] == ("warning", "notify", "> 0.02", "30m")
    assert found["Degraded Performance"] == ("warning", "notify", "]) > 1", "30m")


@pytest.mark.parametrize("name", ALERTS)
def test_whoever_is_told_finds_what_to_do(name: str) -> None:
    alert = ALERTS[name]
    anchor = name.lower().replace(" ", "-")

    assert alert["labels"]["action"] == {"critical": "page", "warning": "notify"}[alert["labels"]["severity"]]
    assert alert["labels"]["strategy"] in {"1", "2", "3", "4", "none"}
    assert set(alert["annotations"]) == {"summary", "description", "runbook"}
    assert alert["annotations"]["runbook"] == f"docs/how-to/watch-it.md#{anchor}"
    assert re.search(rf"^### {name}$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("line", sorted(set(re.findall(r"`manage\.py ([^`]+)`", PAGE))))
def test_what_the_page_says_to_do_can_be_done(line: str) -> None:
    command, *words = line.split()
    parser = load_command_class("apps.operations", command).create_parser("manage.py", command)

    options = {word.partition("=")[0] for word in words if word.startswith("--") and "…" not in word}

    known = parser.format_help() + "".join(
        choice.format_help()
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for choice in action.choices.values()
    )
    assert [option for option in options if not re.search(rf"{option}\b", known)] == []


@pytest.mark.parametrize("name", ALERTS)
def test_each_alert_is_tried(name: str) -> None:
    tried = "".join((FOLDER / test).read_text(encoding="utf-8") for test in TESTS)

    assert re.search(rf'alertname(: |="){name}\b', tried)


def test_rules_and_their_tests_name_only_what_is_measured() -> None:
    known = set(known_names())
    written = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yml"))

    named = set(NAME.findall(written))

    assert len(named) > 30
    assert named <= known


def test_the_dashboard_names_only_what_is_measured() -> None:
    named = {name for expression in expressions() for name in NAME.findall(expression)}

    assert len(named) > 30
    assert named <= set(known_names())


def test_the_dashboard_shows_all_that_is_measured() -> None:
    asked = " ".join([*expressions(), *(rule["expr"] for rule in RULES if "record" in rule)])
    shown = set(NAME.findall(asked))

    assert set(GAUGES) <= shown
    assert {name_of(metric).removesuffix("_total") for metric, _ in COUNTED} <= {
        re.sub(r"_(total|bucket)$", "", name) for name in shown
    }


def test_prometheus_understands_all_that_the_dashboard_asks(tmp_path: Path) -> None:
    rules: list[dict[str, Any]] = [
        {"record": f"asked_{number}", "expr": expression} for number, expression in enumerate(expressions())
    ]
    file = tmp_path / "asked.yml"
    file.write_text(json.dumps({"groups": [{"name": "asked", "rules": rules}]}), encoding="utf-8")

    assert f"{len(rules)} rules found" in run("promtool", "check", "rules", str(file))


def test_grafana_can_tell_the_panels_apart_and_none_covers_another() -> None:
    every = DASHBOARD["panels"]
    taken = [
        (place["x"] + x, place["y"] + y)
        for place in (panel["gridPos"] for panel in every)
        for x in range(place["w"])
        for y in range(place["h"])
    ]

    assert DASHBOARD["schemaVersion"] >= 39
    assert len({panel["id"] for panel in every}) == len(every)
    assert len({panel["title"] for panel in every}) == len(every)
    assert len(set(taken)) == len(taken)
    assert max(x for x, _ in taken) < 24


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Error rate", "High Error Rate"),
        ("Error rate", "Elevated Error Rate"),
        ("Response time", "Slow Response Time"),
        ("Response time", "Degraded Performance"),
        ("Customers not served", "Users Unable"),
        ("Features: share of attempts that fail", "Feature Failing"),
        ("Journal lag", "Journal Lag"),
        ("Outbox: oldest reply", "Outbox Waiting"),
        ("Since the last integrity check", "Integrity Not Checked"),
    ],
)
def test_the_limit_of_an_alert_is_a_line_on_the_dashboard(title: str, name: str) -> None:
    [shown] = [panel["fieldConfig"]["defaults"] for panel in PANELS if panel["title"] == title]

    limit = re.findall(r"> ([\d.]+)", ALERTS[name]["expr"])[0]

    assert float(limit) in [step["value"] for step in shown["thresholds"]["steps"]]
    assert shown["custom"]["thresholdsStyle"]["mode"] == "dashed"
