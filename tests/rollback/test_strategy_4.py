"""Strategy 4 on a real platform: its database is restored beside, caught up, swapped, and what was lost is counted.

Services are not part of it here: nothing runs but what a step starts.
"""

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo
from pytest_django.fixtures import Settings
from wabot_rollback.database.backing_up import Backups
from wabot_rollback.database.dropping import drop
from wabot_rollback.database.settings import DatabaseSection
from wabot_rollback.database.steps_beside import CheckBeside, FetchBackup, RestoreBeside
from wabot_rollback.database.steps_forensic import ForensicCopy
from wabot_rollback.database.steps_reading import CatchUpBeside
from wabot_rollback.database.steps_swap import FinalCatchUp, SwapDatabase
from wabot_rollback.plan.schema import Plan
from wabot_rollback.platform.local import LocalPlatform
from wabot_rollback.platform.overrides import Override, remember
from wabot_rollback.platform.settings import PlatformSection
from wabot_rollback.releases.folder import Release
from wabot_rollback.salvage.steps import AssessLoss
from wabot_rollback.services.services import Services
from wabot_rollback.steps import Step
from wabot_rollback.storage.folder import FolderStorage
from wabot_rollback.storage.retention import backups
from wabot_rollback.storage.settings import StorageSection
from wabot_rollback.world import Request, World

from apps.bot.models import AgentConfiguration, FeatureHold, TurnDue
from apps.bot.services.configuration import configuration_of
from apps.bot.turn.types import Feature
from apps.messaging.models import Conversation, ConversationStatus, Message, OutboxMessage, OutboxState
from apps.messaging.services.media.store import MediaStore
from apps.messaging.whatsapp.stripping import Name
from apps.operations.models import Barrier
from apps.operations.services.erasure import erase_customer
from apps.tenants.models import Customer, Member, Role, WhatsAppNumber
from tests.house import House
from tests.people import AMINA, BARAKA, Writer, make_products, make_shop, said
from tests.rollback.worlds import Fence, Time

pytestmark = [pytest.mark.integration, pytest.mark.timeout(400)]
ROOT = Path(__file__).resolve().parents[2]
CHEKA = Writer(phone="254712000003", user_id="KE.3", name="Cheka")
DUDU = Writer(phone="254712000004", user_id="KE.4", name="Dudu")
STEPS: tuple[Step, ...] = (
    FetchBackup(),
    RestoreBeside(),
    CheckBeside(),
    CatchUpBeside(),
    FinalCatchUp(),
    SwapDatabase(),
    AssessLoss(),
    ForensicCopy(),
)


@dataclass
class TwoReleases:
    condemned: Release
    target: Release

    def list(self) -> list[Release]:
        return [self.target, self.condemned]

    def active(self) -> Release:
        return self.condemned

    def named(self, release: str) -> Release:
        return next(each for each in self.list() if each.id == release)

    def before(self, release: Release) -> Release:
        return self.target

    def taken_back(self) -> None:
        return None

    def activate(self, release: Release) -> None:
        raise AssertionError("not here")


@dataclass
class Stage:
    house: House
    world: World
    number: WhatsAppNumber
    releases: TwoReleases
    journal_url: str

    def back_up(self) -> None:
        """As the deployment of `r2` did."""
        world = self.world
        made = Backups(
            section=world.plan.database,
            prefix="production",
            platform=world.platform,
            storage=world.storage,
            state=world.state,
            now=world.now,
        ).of_release(release("r2"))
        self.releases.condemned = release("r2", database=made)

    def roll_back(self, *steps: Step) -> World:
        connection.close()
        world = self.world
        for step in steps or STEPS:
            outcome = step.do(world)
            assert step.verify(world, outcome).ok, step.verify(world, outcome).says
            world = replace(world, outcomes={**world.outcomes, step.name: outcome})
        self.house.projector.forget()
        return world


def release(id_: str, **deployment: Any) -> Release:
    return Release(id_, ROOT, Time().now(), "rev", {"deployment": deployment})


@pytest.fixture
def live(transactional_db: None) -> Iterator[str]:
    """A database of its own that Django is connected to, since this one loses its name."""
    own, given = connection.settings_dict["NAME"], f"shop_{uuid.uuid4().hex[:8]}"
    connection.close()
    with psycopg.connect(
        make_conninfo(os.environ["DATABASE_URL"], dbname="postgres"), autocommit=True
    ) as admin:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        admin.execute(make.format(sql.Identifier(given), sql.Identifier(own)))
        connection.settings_dict["NAME"] = given
        yield given
        connection.close()
        connection.settings_dict["NAME"] = own
        left = admin.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{given}%"]
        ).fetchall()
        for (name,) in left:
            drop(admin, name)


@pytest.fixture
def stage(
    live: str, journal: psycopg.Connection, journal_url: str, tmp_path: Path, settings: Settings
) -> Stage:
    settings.JOURNAL_DATABASE_URL = journal_url
    socket = psycopg.conninfo.conninfo_to_dict(os.environ["DATABASE_URL"])["host"]
    url = f"postgresql://wabot@/{live}?host={str(socket).replace('/', '%2F')}"
    (tmp_path / "state").mkdir()
    (tmp_path / "engine").mkdir()
    releases = TwoReleases(release("r2"), release("r1"))
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "JOURNAL_DATABASE_URL": url.replace(
            f"/{live}?", f"/{psycopg.conninfo.conninfo_to_dict(journal_url)['dbname']}?"
        ),
        "WABOT_ENGINE_DATABASE_URL": url,
        "WABOT_STATE_DIR": str(tmp_path / "state"),
    }
    platform = LocalPlatform.of(PlatformSection(test_tenant="pwani"), releases, environment)
    clock = Time()
    world = World(
        plan=Plan.model_construct(name="test", database=DatabaseSection(), storage=StorageSection()),
        request=Request(run="r-1", strategy=4, reason="corrupted rows", requested_by="amina"),
        state=tmp_path / "engine",
        platform=platform,
        # no step here asks for them
        services=cast("Services", None),
        releases=releases,
        storage=FolderStorage(tmp_path / "kept"),
        fence=Fence(),
        outcomes={},
        now=clock.now,
        wait=clock.wait,
        say=clock.say,
    )
    house = House(journal)
    number = make_shop()
    make_products(number)
    return Stage(house, world, number, releases, journal_url)


def test_the_damage_is_gone_nothing_is_said_twice_and_the_loss_is_exact(stage: Stage) -> None:
    house = stage.house
    house.hear(said(AMINA, AMINA.text("how much is the blue mug?")))
    house.answer()
    house.hear(said(BARAKA, BARAKA.text("when do you open?")))
    house.wait(3.1)
    house.take_turns()
    assert OutboxMessage.objects.filter(state=OutboxState.PENDING).count() == 1
    stage.back_up()
    # after the deployment: Baraka's reply leaves, Cheka is answered, the release writes what nobody said
    house.send()
    house.project()
    house.hear(said(CHEKA, CHEKA.text("do you have a kettle?")))
    house.answer()
    # and an answer to a fourth is lost on its way back: perhaps it arrived
    house.whatsapp.answer = house.whatsapp.accept_and_lose_the_answer
    house.hear(said(DUDU, DUDU.text("hello")))
    house.answer()
    house.whatsapp.answer = None
    sent = house.whatsapp.texts()
    Message.objects.filter(text="how much is the blue mug?").update(text="CORRUPTED")
    lost = Message.objects.create(
        **{
            **{field.attname: getattr(Message.objects.filter(direction="outbound")[0], field.attname)
               for field in Message._meta.concrete_fields},
            "id": uuid.uuid4(), "wa_id": None, "turn_id": uuid.uuid4(), "text": "typed by hand",
        }
    )  # fmt: skip
    # and what came while the databases were swapped
    house.hear(said(AMINA, AMINA.text("hello?")), project=False)

    world = stage.roll_back()

    assert not Message.objects.filter(text="CORRUPTED").exists()
    assert Message.objects.filter(text="how much is the blue mug?").exists()
    loss = world.outcomes["assess-loss"]
    assert {name: loss["messages"][name] for name in ("lost", "recovered", "beyond")} == {
        "lost": 1,
        "recovered": 5,
        "beyond": 1,
    }
    assert [(shop["slug"], shop["lost"]) for shop in loss["messages"]["shops"]] == [("pwani", 1)]
    assert loss["unknown"] == {"records_parked": 0, "offsets_not_read_yet": 0}
    assert str(lost.pk) in Path(loss["file"]).read_text()
    # nothing leaves twice, and who is still open is answered once
    house.send()
    assert house.whatsapp.texts() == sent
    assert house.answer() != []
    assert not TurnDue.objects.exists()
    assert Message.objects.filter(conversation__customer__phone=DUDU.phone, status="uncertain").count() == 1
    call_command("import_lost_messages", loss["file"], "--confirm")
    assert Message.objects.filter(pk=lost.pk, text="typed by hand").exists()


def test_what_was_revoked_switched_off_or_taken_over_stays_so(stage: Stage, tmp_path: Path) -> None:
    house, tenant = stage.house, stage.number.tenant
    let_go, kept = User.objects.create(username="juma"), User.objects.create(username="zawadi", is_staff=True)
    Member.objects.create(tenant=tenant, user=let_go, role=Role.OWNER)
    Member.objects.create(tenant=tenant, user=kept, role=Role.OWNER)
    house.hear(said(AMINA, AMINA.text("hello")), said(BARAKA, BARAKA.text("hello")))
    house.answer()
    stage.back_up()
    Member.objects.filter(user=let_go).delete()
    Member.objects.filter(user=kept).update(role=Role.AGENT)
    User.objects.filter(pk=kept.pk).update(is_staff=False, password="changed")
    taken = Conversation.objects.get(customer__phone=AMINA.phone)
    Conversation.objects.filter(pk=taken.pk).update(status=ConversationStatus.HANDED_OVER)
    AgentConfiguration.objects.update(enable_reference_resolution=False)
    FeatureHold.objects.create(feature=Feature.HARMONIZATION.value, by="juma", at=house.now)
    erase_customer(
        journal=house.journal,
        store=MediaStore(tmp_path / "media"),
        tenant_id=tenant.pk,
        names=[Name("phone", BARAKA.phone)],
        reason="asked by letter",
        now=house.now,
    )
    remember(
        stage.world.state,
        [
            Override(
                switch=Feature.GROUNDED_VALIDATION.value,
                tenants=(),
                run="r-0",
                by="amina",
                reason="wrong",
                at="",
            )
        ],
    )

    world = stage.roll_back(*STEPS[:6])

    assert [(each.user_id, each.role) for each in Member.objects.all()] == [(kept.pk, Role.AGENT)]
    after = User.objects.get(pk=kept.pk)
    assert (after.is_staff, after.password) == (False, "changed")
    assert Conversation.objects.get(pk=taken.pk).status == ConversationStatus.HANDED_OVER
    assert not Customer.objects.filter(phone=BARAKA.phone).exists()
    config = configuration_of(tenant.pk)
    assert {feature for feature in Feature if not getattr(config, feature)} == {
        Feature.REFERENCE_RESOLUTION,
        Feature.HARMONIZATION,
        Feature.GROUNDED_VALIDATION,
    }
    assert Barrier.objects.get().run == "r-1"
    facts = world.outcomes["final-catch-up"]["facts"]
    assert facts["tenants_member"] == 1
    # the backup is no longer unproven
    assert [each.is_proven for each in backups(stage.world.storage)] == [True]


def test_swapped_back_after_customers_wrote_nothing_of_it_is_lost(stage: Stage) -> None:
    house = stage.house
    house.hear(said(AMINA, AMINA.text("hello")))
    house.answer()
    stage.back_up()
    house.hear(said(BARAKA, BARAKA.text("hello")))
    house.answer()
    world = stage.roll_back(*STEPS[:6])
    house.hear(said(CHEKA, CHEKA.text("is anybody there?")))
    house.answer()
    said_so_far, texts = Message.objects.count(), house.whatsapp.texts()
    connection.close()

    SwapDatabase().undo(world, world.outcomes["swap-database"])

    connection.close()
    house.projector.forget()
    house.project()
    assert Message.objects.count() == said_so_far
    house.wait(600)
    house.take_turns()
    house.send()
    assert house.whatsapp.texts() == texts
