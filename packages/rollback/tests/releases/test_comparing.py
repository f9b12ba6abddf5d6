from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wabot_rollback.releases.comparing import Verdict, compare
from wabot_rollback.releases.folder import Release
from wabot_rollback.releases.kept import KeptReleases

from .fakes import make_release, migration

FIRST = migration("bot", "0001_initial")


@pytest.fixture
def kept(tmp_path: Path) -> KeptReleases:
    return KeptReleases(tmp_path)


def two(kept: KeptReleases, *later: object) -> tuple[Release, Release]:
    target = make_release(kept, "old", FIRST)
    return make_release(kept, "new", FIRST, *later), target  # type: ignore[arg-type]


def test_code_alone_is_legal_where_the_database_is_as_it_was(kept: KeptReleases) -> None:
    found = compare(*two(kept))

    assert found.code_alone
    assert found.says() == "code alone is legal: the database is as the target knows it"


def test_a_new_table_is_no_obstacle(kept: KeptReleases) -> None:
    found = compare(*two(kept, migration("bot", "0002_more")))

    assert found.code_alone
    assert "bot 0002_more: compatible" in found.says()


def test_reverse_migrations_are_offered_where_they_suffice(kept: KeptReleases) -> None:
    later = [
        migration("bot", "0002_more", "reversible"),
        migration("shop", "0001_initial"),
        migration("bot", "0003_index"),
    ]

    found = compare(*two(kept, *later))

    assert (found.verdict, found.code_alone) == (Verdict.REVERSIBLE, False)
    # the latest first; an app that the target does not know goes altogether
    assert found.reverse == (("bot", "0001_initial"), ("shop", "zero"))
    assert "migrate bot 0001_initial, migrate shop zero" in found.says()


@pytest.mark.parametrize("verdict", ["lossy", "one-way"])
def test_where_values_are_gone_the_database_is_to_be_restored(kept: KeptReleases, verdict: str) -> None:
    found = compare(
        *two(kept, migration("bot", "0002_more", "reversible"), migration("bot", "0003_drop", verdict))
    )

    assert (found.verdict, found.reverse) == (verdict, ())
    assert "strategy 4" in found.says()


def test_what_was_never_applied_does_not_count(kept: KeptReleases) -> None:
    found = compare(*two(kept, migration("bot", "0002_drop", "lossy")), applied={("bot", "0001_initial")})

    assert found.migrations == ()


def test_what_no_release_at_hand_has_is_the_worst(kept: KeptReleases) -> None:
    found = compare(*two(kept), applied={("bot", "0001_initial"), ("bot", "0009_hotfix")})

    assert (found.verdict, str(found.migrations[0])) == (Verdict.UNKNOWN, "bot 0009_hotfix: unknown")


def test_a_migration_rewritten_under_its_name_is_not_trusted(kept: KeptReleases) -> None:
    path = "apps/bot/migrations/0001_initial.py"
    target = make_release(kept, "old", FIRST, files={path: "a"})
    other = make_release(kept, "new", migration("bot", "0001_initial", does="Other"), files={path: "b"})
    same = make_release(kept, "new2", FIRST, files={path: "b"})

    assert compare(other, target).verdict is Verdict.UNKNOWN
    # another comment in it is no other migration
    assert compare(same, target).code_alone


def test_a_release_that_cannot_be_read_is_judged_by_its_files(kept: KeptReleases) -> None:
    files = {"apps/bot/migrations/0001_initial.py": "0001_initial"}
    target = make_release(kept, "old", FIRST)
    broken = make_release(kept, "broken", files=files)
    more = make_release(kept, "more", files=files | {"apps/bot/migrations/0002_x.py": "0002_x"})

    assert compare(broken, target).code_alone
    assert compare(more, target).verdict is Verdict.UNKNOWN


@given(st.lists(st.sampled_from(["compatible", "reversible", "lossy", "one-way"]), max_size=5))
def test_the_worst_migration_decides(tmp_path_factory: pytest.TempPathFactory, verdicts: list[str]) -> None:
    kept = KeptReleases(tmp_path_factory.mktemp("releases"))
    later = [migration("bot", f"{number:04}_x", each) for number, each in enumerate(verdicts, start=2)]

    found = compare(*two(kept, *later))

    order = list(Verdict)
    assert found.verdict is max((Verdict(each) for each in ["compatible", *verdicts]), key=order.index)
    assert bool(found.reverse) == (found.verdict is Verdict.REVERSIBLE)
