from pathlib import Path

import pytest
from wabot_rollback.errors import Refused
from wabot_rollback.releases.kept import KeptReleases
from wabot_rollback.releases.pruning import planned_pruning, prune

from .fakes import make_release


@pytest.fixture
def kept(tmp_path: Path) -> KeptReleases:
    found = KeptReleases(tmp_path)
    for day, name in enumerate("abcdef"):
        make_release(found, name, days=day)
    return found


def unfinished(kept: KeptReleases, name: str) -> Path:
    return make_release(kept, name, days=9).folder.rename(kept.root / f"{name}.building")


def names(kept: KeptReleases) -> str:
    return "".join(each.id for each in kept.list())


def test_they_are_listed_by_age_and_what_is_unfinished_is_not(kept: KeptReleases) -> None:
    unfinished(kept, "g")

    assert names(kept) == "abcdef"
    with pytest.raises(Refused, match=r"no release 'g.building'.*there are: a, b"):
        kept.named("g.building")
    with pytest.raises(Refused, match="no release"):
        kept.named("../a")


def test_the_link_is_never_away_while_it_moves(kept: KeptReleases, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.activate(kept.named("a"))
    seen: list[str] = []
    rename = Path.rename

    def looking(self: Path, target: Path) -> Path:
        seen.append(str((kept.root / "current").readlink()))
        moved = rename(self, target)
        seen.append(str((kept.root / "current").readlink()))
        return moved

    monkeypatch.setattr(Path, "rename", looking)
    kept.activate(kept.named("b"))
    kept.activate(kept.named("b"))

    assert seen == ["a", "a", "a", "b"]
    assert [each.id for each in (kept.active(), kept.previous()) if each] == ["b", "a"]


def test_a_deployment_is_noted_beside_the_release_and_adds_up(kept: KeptReleases) -> None:
    release = kept.named("b")
    kept.note_deployment(release, {"before": "a", "journal_head": 7})

    noted = kept.note_deployment(release, {"deployed_at": "now"})

    assert dict(noted.deployment) == {"before": "a", "journal_head": 7, "deployed_at": "now"}
    assert kept.before(noted) == kept.named("a")
    assert kept.before(kept.named("a")) is None


def test_pruning_spares_what_anybody_may_need(kept: KeptReleases) -> None:
    kept.note_deployment(kept.named("c"), {"before": "d"})
    kept.activate(kept.named("a"))
    kept.activate(kept.named("c"))
    half = unfinished(kept, "x")

    pruning = planned_pruning(kept, keep=2, needed={"b"})
    assert [each.id for each in pruning.going] == []
    assert sorted(pruning.spared) == ["a", "b", "c", "d"]
    pruning = planned_pruning(kept, keep=2)
    prune(kept, pruning)

    assert names(kept) == "acdef"
    assert not half.exists()
    assert pruning.spared["c"] == "it is active"


def test_pruning_that_was_killed_is_ended_by_the_next(kept: KeptReleases) -> None:
    (kept.root / "a").rename(kept.root / "a.going")

    prune(kept, planned_pruning(kept, keep=9))

    assert (names(kept), (kept.root / "a.going").exists()) == ("bcdef", False)
