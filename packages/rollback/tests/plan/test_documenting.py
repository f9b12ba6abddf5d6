from pathlib import Path

from wabot_rollback.plan.documenting import page

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "rollback-plan.md"


def test_the_page_says_what_the_schema_and_the_example_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "run `.venv/bin/python -m wabot_rollback.plan.documenting > docs/reference/rollback-plan.md`"
    )
