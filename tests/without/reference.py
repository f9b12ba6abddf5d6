"""`python -m tests.without.reference`: writes docs/reference/journal-rules.md out of what `tests.without` takes out."""

from collections.abc import Iterator

from config import ROOT
from tests.without.rules import RULES

PAGE = ROOT / "docs" / "reference" / "journal-rules.md"
HEAD = """# The journal's rules and their tests

What keeps "nothing lost, nothing twice" true, and the test that fails without it. `python -m tests.without` takes each
line below out of a copy of the code, runs the test named beside it, and says whether it failed. This page is written by
`python -m tests.without.reference`; a test holds it to the code.
"""
RULE_NAMES = {
    1: "A body is split tolerantly, and nothing of it is dropped",
    2: "Offsets are given under a lock, so a reader never steps over an open transaction",
    3: "The spool is bounded, and order is that of WhatsApp's time",
    4: "The journal is only added to, and pruned when nobody needs it",
    5: "Rows and offset move together, projecting twice changes nothing",
    6: "Ids follow from what happened",
    7: "Every row has a shop, and the web sees one shop's",
    8: "One turn at a time, no lock while it is thought over, shops in turn",
    9: "Claim, intent, call, result: no claim, no call",
    10: "A lost answer is uncertain, never simply repeated",
    11: "What was switched off is taken back before it leaves",
    12: "Files outlive their links; who is erased stays erased",
}


def page() -> str:
    return HEAD + "".join(line for rule, name in RULE_NAMES.items() for line in _section(rule, name))


def _section(rule: int, name: str) -> Iterator[str]:
    yield f"\n## {rule}. {name}\n\n| what is taken out | the test that fails without it |\n|---|---|\n"
    for without in RULES:
        if without.rule == rule:
            path, _, test = without.test.partition("::")
            yield f"| {without.what} | [`{test}`](../../{path}) |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
