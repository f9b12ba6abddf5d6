"""What lies between two releases in the database: whether going back is a matter of code alone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wabot_rollback.releases.folder import Release
from wabot_rollback.releases.manifest import known_migrations

Key = tuple[str, str]


class Verdict(StrEnum):
    """From the harmless to the worst; UNKNOWN is treated as the worst."""

    COMPATIBLE = "compatible"  # the code before runs on it as it is
    REVERSIBLE = "reversible"  # it does not, but nothing that it knew is lost by taking the migration back
    LOSSY = "lossy"  # taken back, columns are there again and their values are not
    ONE_WAY = "one-way"  # nothing says how to take it back
    UNKNOWN = "unknown"  # applied, but no release at hand has it, or it could not be read


@dataclass(frozen=True, slots=True)
class Between:
    """One migration that the condemned release has and the target does not know."""

    app: str
    name: str
    verdict: Verdict
    why: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.app} {self.name}: {self.verdict}" + (f" ({'; '.join(self.why)})" if self.why else "")


@dataclass(frozen=True, slots=True)
class Difference:
    """`reverse` are arguments of `migrate`, for the condemned release's code, in order; empty where they would not do."""

    migrations: tuple[Between, ...]
    reverse: tuple[Key, ...]

    @property
    def verdict(self) -> Verdict:
        order = list(Verdict)
        return max((each.verdict for each in self.migrations), key=order.index, default=Verdict.COMPATIBLE)

    @property
    def code_alone(self) -> bool:
        return self.verdict is Verdict.COMPATIBLE

    def says(self) -> str:
        listed = "; ".join(map(str, self.migrations))
        if not self.migrations:
            return "code alone is legal: the database is as the target knows it"
        if self.code_alone:
            return f"code alone is legal: {listed}"
        if self.verdict is Verdict.REVERSIBLE:
            steps = ", ".join(f"migrate {app} {name}" for app, name in self.reverse)
            return f"code alone is not legal: {listed}. Reverse migrations by the condemned code suffice: {steps}"
        return f"code alone is not legal: {listed}. The database is to be restored (strategy 4)"


def compare(condemned: Release, target: Release, applied: Collection[Key] | None = None) -> Difference:
    """`applied` as the database says; without it, everything that the condemned release has counts as applied."""
    known = known_migrations(target.manifest)
    described = {(each["app"], each["name"]): each for each in condemned.manifest["migrations"]}
    has = list(described) if described else sorted(known_migrations(condemned.manifest))
    extra = [key for key in has if key not in known and (applied is None or key in applied)]
    strange = sorted(set(applied or ()) - set(has) - known)
    found = [_between(key, described.get(key)) for key in [*extra, *strange]]
    found += _rewritten(condemned, target)
    difference = Difference(tuple(found), ())
    if difference.verdict is not Verdict.REVERSIBLE:
        return difference
    return Difference(tuple(found), tuple(_reverse(extra, has)))


def _between(key: Key, described: Mapping[str, Any] | None) -> Between:
    if described is None:
        return Between(*key, Verdict.UNKNOWN)
    why = (each["why"] for each in described["operations"] if each["verdict"] != Verdict.COMPATIBLE)
    return Between(*key, Verdict(described["verdict"]), tuple(dict.fromkeys(filter(None, why))))


def _rewritten(condemned: Release, target: Release) -> list[Between]:
    """The same name with other operations in it: nobody can say which of the two the database has seen."""
    before = {(each["app"], each["name"]): each["operations"] for each in target.manifest["migrations"]}
    after = {(each["app"], each["name"]): each["operations"] for each in condemned.manifest["migrations"]}
    files = (target.manifest["migration_files"], condemned.manifest["migration_files"])
    changed = [path for path in files[0] if files[1].get(path, files[0][path]) != files[0][path]]
    keys = [(path.split("/")[1], path.rsplit("/", 1)[1].removesuffix(".py")) for path in changed]
    return [
        Between(*key, Verdict.UNKNOWN, ("its file differs between the two releases",))
        for key in keys
        if before.get(key) is None or before.get(key) != after.get(key)
    ]


def _reverse(extra: Sequence[Key], has: Sequence[Key]) -> list[Key]:
    """Each app back to its last migration that stays, the latest first; `zero` where none does."""
    back: dict[str, str] = {}
    for app, _ in reversed(extra):
        stays = [name for other, name in has if other == app and (app, name) not in extra]
        back.setdefault(app, stays[-1] if stays else "zero")
    return list(back.items())
