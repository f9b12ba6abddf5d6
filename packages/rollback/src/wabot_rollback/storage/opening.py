"""The storage that WABOT_BACKUP_URL names."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from wabot_rollback.errors import Refused
from wabot_rollback.storage.folder import FolderStorage
from wabot_rollback.storage.s3 import S3Storage
from wabot_rollback.storage.sealing import Keys, SealedStorage
from wabot_rollback.storage.settings import StorageSection
from wabot_rollback.storage.storage import Storage

VARIABLE = "WABOT_BACKUP_URL"


def open_storage(section: StorageSection, environment: Mapping[str, str], *, state: Path) -> Storage:
    """`file:/srv/backups` or `s3://bucket/prefix`; `state` is the engine's folder. Raises Refused."""
    given = environment.get(VARIABLE, "")
    url = urlsplit(given)
    inner: Storage
    if url.scheme == "file" and not url.netloc and url.path.startswith("/"):
        inner = FolderStorage(Path(unquote(url.path)))
    elif url.scheme == "s3" and url.netloc:
        prefix = url.path.strip("/")
        inner = S3Storage.of(
            url.netloc, f"{prefix}/" if prefix else "", endpoint=section.endpoint, region=section.region
        )
    else:
        said = "is not set" if not given else "is neither"
        raise Refused(f"{VARIABLE} {said}: give file:/folder or s3://bucket/prefix")
    if section.key_file is None:
        return inner
    return SealedStorage(inner, Keys.read(section.key_file), state / "sealing")
