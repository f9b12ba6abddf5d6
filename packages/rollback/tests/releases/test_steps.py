"""Each step of strategy 3: done, undone, done again, and killed in between."""

import shutil
from pathlib import Path

import pytest
from wabot_rollback.errors import StepFailed
from wabot_rollback.platform.memory import MemoryPlatform, well
from wabot_rollback.releases.kept import KeptReleases
from wabot_rollback.releases.rewinding import RewindProjector
from wabot_rollback.releases.steps import FilesInPlace, PreflightTarget, SwitchRelease, chosen
from wabot_rollback.services.services import Service
from wabot_rollback.services.steps import (
    CheckServices,
    DrainWorkers,
    StartBeside,
    StartServices,
    StopBeside,
    StopServices,
)
from wabot_rollback.steps import Did
from wabot_rollback.world import Request, World

from ..harness import do_look_undo_look_do, kill_inside
from ..worlds import make_world, with_outcome
from .fakes import MemoryServices, make_release, migration

REQUEST = Request(run="r-1", strategy=3, reason="wrong prices", requested_by="amina")
TOLD = {"preflight-target": {"condemned": "new", "target": "old", "verdict": "compatible", "reverse": []}}
ALL = tuple(service for service in Service if service is not Service.INTAKE)
FIRST = migration("bot", "0001_initial")


@pytest.fixture
def kept(tmp_path: Path) -> KeptReleases:
    found = KeptReleases(tmp_path / "releases")
    make_release(found, "old", FIRST)
    found.note_deployment(
        make_release(found, "new", FIRST, migration("bot", "0002_more"), days=1), {"before": "old"}
    )
    found.activate(found.named("new"))
    return found


@pytest.fixture
def services(kept: KeptReleases) -> MemoryServices:
    return MemoryServices(kept, dict.fromkeys(ALL, "new"))


@pytest.fixture
def world(kept: KeptReleases, services: MemoryServices, tmp_path: Path) -> World:
    platform = MemoryPlatform(tmp_path, {"check": lambda _: well(), "projector": lambda _: well()})
    platform.pages["/v1/health"] = (200, b'{"release": "old"}')
    return make_world(platform, tmp_path, request=REQUEST, releases=kept, services=services, outcomes=TOLD)


def test_the_target_is_the_release_that_ran_before(world: World, kept: KeptReleases, tmp_path: Path) -> None:
    fresh = make_world(world.platform, tmp_path, request=REQUEST, releases=kept)

    outcome = do_look_undo_look_do(PreflightTarget(free_mb=1), fresh, lambda: kept.active())

    assert (outcome["condemned"], outcome["target"]) == ("new", "old")
    # and it stays so when the link has moved
    kept.activate(kept.named("old"))
    assert [each.id for each in chosen(world) if each] == ["new", "old"]


def test_a_target_that_does_not_start_stops_nothing(world: World, kept: KeptReleases, tmp_path: Path) -> None:
    dead = make_world(MemoryPlatform(tmp_path), tmp_path, request=REQUEST, releases=kept)

    found = PreflightTarget(free_mb=1).check(dead)

    assert not found.ok
    assert "old does not start" in found.says
    with pytest.raises(StepFailed, match="old does not start"):
        PreflightTarget(free_mb=1).do(dead)


def test_a_database_that_the_target_does_not_know_is_refused(
    kept: KeptReleases, world: World, tmp_path: Path
) -> None:
    newer = make_release(kept, "newer", FIRST, migration("bot", "0002_drop", "lossy"), days=2)
    kept.activate(newer)
    request = Request(run="r-1", strategy=3, reason="x", requested_by="amina", release="old")

    found = PreflightTarget(free_mb=1).check(
        make_world(world.platform, tmp_path, request=request, releases=kept)
    )

    assert not found.ok
    assert "code alone is not legal: bot 0002_drop: lossy" in found.says


def test_the_link_goes_back_and_forth_and_survives_any_kill(world: World, kept: KeptReleases) -> None:
    def link() -> str:
        return (kept.root / "current").readlink().name

    do_look_undo_look_do(SwitchRelease(), world, link)
    SwitchRelease().undo(world, {})
    kill_inside(SwitchRelease(), world, link)

    assert link() == "old"


def test_files_are_looked_at_where_the_services_user_reads_them(world: World, kept: KeptReleases) -> None:
    assert FilesInPlace().check(world).ok

    (kept.root / "old" / "staticfiles" / "admin.css").unlink()

    with pytest.raises(StepFailed, match="staticfiles is empty"):
        FilesInPlace().do(world)


def test_services_stop_and_start_again(world: World, services: MemoryServices) -> None:
    step = StopServices(services=(Service.WEB,), name="stop-web", does="…")

    do_look_undo_look_do(step, world, lambda: dict(services.runs))
    step.undo(world, {})
    kill_inside(step, world, lambda: dict(services.runs), in_memory=True)

    assert Service.WEB not in services.runs
    # intake is nobody's to stop
    assert set(services.runs) == set(ALL) - {Service.WEB}


def test_the_targets_path_runs_on_while_the_condemned_one_stops(
    world: World, services: MemoryServices
) -> None:
    do_look_undo_look_do(StartBeside(), world, lambda: dict(services.aside))
    path = (Service.WORKER, Service.PROJECTOR, Service.SENDER)

    StopServices(services=path, name="stop", does="…", spares_target=True).do(world)

    assert set(services.aside.values()) == {"old"}
    assert not set(path) & set(services.runs)
    do_look_undo_look_do(StopBeside(), world, lambda: dict(services.aside))


def test_workers_drain_only_when_beat_is_still(world: World, services: MemoryServices) -> None:
    with pytest.raises(StepFailed, match="beat still runs"):
        DrainWorkers(within_s=5).do(world)
    services.stop(Service.BEAT, within_s=1)

    outcome = do_look_undo_look_do(DrainWorkers(within_s=5), world, lambda: services.takes)

    assert (outcome["in_flight"], outcome["given_back"]) == (0, 2)


def test_workers_that_cannot_be_asked_are_drained_by_their_end(
    world: World, services: MemoryServices
) -> None:
    services.stop(Service.BEAT, within_s=1)
    services.asked = False

    outcome = DrainWorkers(within_s=5).do(world)

    assert outcome["asked"] is False
    assert "their stop drains them" in DrainWorkers(within_s=5).verify(world, outcome).says


def test_they_start_from_the_target_and_are_seen_to(
    world: World, services: MemoryServices, kept: KeptReleases
) -> None:
    services.runs.clear()
    kept.activate(kept.named("old"))
    step = StartServices(services=ALL, name="start", does="…")

    do_look_undo_look_do(step, world, lambda: dict(services.runs))

    outcome = do_look_undo_look_do(CheckServices(services=ALL), world, lambda: dict(services.runs))
    assert outcome["release"] == "old"
    services.runs[Service.BEAT] = "new"
    found = CheckServices(services=ALL).verify(world, outcome)
    assert (found.ok, found.says) == (False, "beat on localhost runs from new, not from old")


def test_what_carries_messages_meanwhile_is_no_proof_that_the_managers_own_run(
    world: World, services: MemoryServices, kept: KeptReleases
) -> None:
    kept.activate(kept.named("old"))
    path = (Service.WORKER, Service.PROJECTOR, Service.SENDER)
    services.runs = {Service.WEB: "old", Service.BEAT: "old"}
    services.aside = dict.fromkeys(path, "old")
    step = StartServices(services=path, name="start", does="…")

    assert step.probe(world) is not Did.YES
    assert "worker on localhost" in step.verify(world, {}).says
    with pytest.raises(StepFailed, match="not kept running by its manager"):
        CheckServices(services=ALL, within_s=1).do(world)


def test_a_second_beat_is_no_success(world: World, services: MemoryServices, kept: KeptReleases) -> None:
    services.runs = dict.fromkeys(ALL, "old")
    services.aside[Service.BEAT] = "old"

    with pytest.raises(StepFailed, match="2 beats run on localhost"):
        CheckServices(services=ALL, within_s=1).do(world)


def test_the_journal_is_read_again_only_where_the_projectors_differ(
    world: World, kept: KeptReleases, tmp_path: Path
) -> None:
    assert RewindProjector().do(world) == {"rewound_to": None}
    other = make_release(kept, "other", FIRST, days=3, projector_sha256="other")
    kept.note_deployment(other, {"before": "old", "journal_head": 41})
    told = {"preflight-target": {**TOLD["preflight-target"], "condemned": "other"}}
    platform = MemoryPlatform(tmp_path, {"projector": lambda _: well()})

    outcome = RewindProjector().do(
        make_world(platform, tmp_path, request=REQUEST, releases=kept, outcomes=told)
    )

    assert outcome == {"rewound_to": 41}
    assert platform.ran == [("projector", "rewind", "--to", "41", "--confirm")]
    # whoever died after it left no word of it
    assert RewindProjector().verify(world, {}).ok
    assert RewindProjector().verify(world, {"rewound_to": 0}).says == "read again from the deployment on"


@pytest.mark.parametrize("release", [None, "old"])
def test_where_code_went_back_already_the_database_of_before_that_deployment_follows(
    world: World, kept: KeptReleases, tmp_path: Path, release: str | None
) -> None:
    make_release(kept, "oldest", FIRST)
    kept.note_deployment(kept.named("old"), {"before": "oldest"})
    kept.activate(kept.named("old"))
    request = Request(run="r-1", strategy=4, reason="wrong rows", requested_by="amina", release=release)
    fresh = make_world(world.platform, tmp_path, request=request, releases=kept)

    outcome = PreflightTarget(free_mb=1, is_restored=True).do(fresh)

    assert (outcome["condemned"], outcome["target"]) == ("new", "old")
    # undone, it leaves behind what was there when it began
    SwitchRelease().undo(with_outcome(fresh, "preflight-target", outcome), {})
    assert kept.active() == kept.named("old")


def test_a_release_whose_folder_has_vanished_can_be_left(
    world: World, kept: KeptReleases, tmp_path: Path
) -> None:
    shutil.rmtree(kept.root / "new")
    request = Request(run="r-1", strategy=3, reason="it is gone", requested_by="amina", release="old")
    fresh = make_world(world.platform, tmp_path, request=request, releases=kept)

    assert PreflightTarget(free_mb=1, is_restored=True).check(fresh).ok
    SwitchRelease().do(fresh)

    assert kept.active() == kept.named("old")
