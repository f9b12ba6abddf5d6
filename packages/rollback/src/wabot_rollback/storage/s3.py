"""Backups in a bucket of S3 or of a server that speaks like it."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from wabot_rollback.errors import StepFailed
from wabot_rollback.storage.copying import AT_ONCE_BYTES, sha256_of
from wabot_rollback.storage.storage import Stored

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client
    from types_boto3_s3.type_defs import CompletedPartTypeDef

# What boto3 raises for a server that is away, refuses, or breaks off.
TROUBLES = (Boto3Error, BotoCoreError, ClientError)
GONE = ("404", "NoSuchKey", "NotFound")
TAKEN = ("PreconditionFailed", "ConditionalRequestConflict")
# One part of a copy may have 5 GB, and there may be 10,000 of them.
PART_BYTES = 1 << 30
SHA256 = "sha256"
# Kept apart from what may be listed until the whole of it has been read back.
ASIDE = ".unproven/"


class _Place(TypedDict):
    Bucket: str
    Key: str


@dataclass(frozen=True, slots=True)
class S3Storage:
    """Credentials come from the environment, as boto3 finds them. `prefix` ends in "/" or is empty."""

    client: "S3Client"
    bucket: str
    prefix: str = ""

    @classmethod
    def of(cls, bucket: str, prefix: str, *, endpoint: str | None, region: str) -> "S3Storage":
        config = Config(retries={"max_attempts": 4, "mode": "standard"}, connect_timeout=5, read_timeout=60)
        client = boto3.client("s3", endpoint_url=endpoint, region_name=region, config=config)
        return cls(client, bucket, prefix)

    def put(self, file: Path, key: str) -> Stored:
        """Put aside, read back whole, then copied to its name by the server where nothing has it yet."""
        digest = sha256_of(file)
        with _told(f"s3://{self.bucket}/{self.prefix}{key}"):
            if (there := self._head(key)) is not None:
                return self._same(there, digest)
            # named by its content: two who put the same at once do not disturb each other
            aside = f"{self.prefix}{ASIDE}{digest}"
            extra = {"Metadata": {SHA256: digest}, "ChecksumAlgorithm": "SHA256"}
            self.client.upload_file(str(file), self.bucket, aside, ExtraArgs=extra)
            if self._read(aside, None) != digest:
                raise StepFailed(f"s3://{self.bucket}/{aside} does not read back as it was sent")
            self._take_name(aside, key, file.stat().st_size, digest)
            self.client.delete_object(Bucket=self.bucket, Key=aside)
            there = self._head(key)
        if there is None:
            raise StepFailed(f"s3://{self.bucket}/{self.prefix}{key} is not there after it was put")
        return self._same(there, digest)

    def get(self, key: str, to: Path) -> Stored:
        with _told(f"s3://{self.bucket}/{self.prefix}{key}"):
            stored = self._head(key)
            if stored is None:
                raise StepFailed(f"no backup s3://{self.bucket}/{self.prefix}{key}")
            if self._read(self.prefix + key, to) != stored.sha256:
                to.unlink()
                raise StepFailed(f"s3://{self.bucket}/{self.prefix}{key} is not what was put there")
        return stored

    def list(self, prefix: str = "") -> Sequence[Stored]:
        with _told(f"s3://{self.bucket}/{self.prefix}{prefix}"):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=self.prefix + prefix
            )
            keys = [
                each["Key"].removeprefix(self.prefix) for page in pages for each in page.get("Contents", [])
            ]
            found = [self._head(key) for key in keys if not key.startswith(ASIDE)]
        return sorted((each for each in found if each), key=lambda each: (each.at, each.key))

    def delete(self, key: str) -> None:
        with _told(f"s3://{self.bucket}/{self.prefix}{key}"):
            self.client.delete_object(Bucket=self.bucket, Key=self.prefix + key)

    def _take_name(self, aside: str, key: str, size_bytes: int, digest: str) -> None:
        """The server copies, and refuses where the name was taken meanwhile: nobody's content is written over."""
        where: _Place = {"Bucket": self.bucket, "Key": self.prefix + key}
        upload = self.client.create_multipart_upload(**where, Metadata={SHA256: digest})["UploadId"]
        parts: list[CompletedPartTypeDef] = []
        try:
            for number, start in enumerate(range(0, size_bytes, PART_BYTES), start=1):
                copied = self.client.upload_part_copy(
                    **where,
                    UploadId=upload,
                    PartNumber=number,
                    CopySource={"Bucket": self.bucket, "Key": aside},
                    CopySourceRange=f"bytes={start}-{min(start + PART_BYTES, size_bytes) - 1}",
                )
                parts.append({"PartNumber": number, "ETag": copied["CopyPartResult"]["ETag"]})
            self.client.complete_multipart_upload(
                **where, UploadId=upload, MultipartUpload={"Parts": parts}, IfNoneMatch="*"
            )
        except BaseException as error:
            self.client.abort_multipart_upload(**where, UploadId=upload)
            # somebody was there first: what they put is compared by the caller
            if not (isinstance(error, ClientError) and _code(error) in TAKEN):
                raise

    def _head(self, key: str) -> Stored | None:
        try:
            told = self.client.head_object(Bucket=self.bucket, Key=self.prefix + key)
        except ClientError as error:
            if _code(error) in GONE:
                return None
            raise
        return Stored(key, told["ContentLength"], told["Metadata"].get(SHA256, ""), told["LastModified"])

    def _read(self, key: str, to: Path | None) -> str:
        digest = hashlib.sha256()
        body = self.client.get_object(Bucket=self.bucket, Key=key)["Body"]
        target = os.open(to or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(target, "wb") as out:
            for part in body.iter_chunks(AT_ONCE_BYTES):
                digest.update(part)
                out.write(part)
        return digest.hexdigest()

    def _same(self, there: Stored, digest: str) -> Stored:
        if there.sha256 != digest:
            where = f"s3://{self.bucket}/{self.prefix}{there.key}"
            raise StepFailed(f"{where}: another content is there already; a backup is never overwritten")
        return there


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def _told(where: str) -> Iterator[None]:
    try:
        yield
    except TROUBLES as error:
        raise StepFailed(f"{where}: {error}") from error
    except OSError as error:
        raise StepFailed(f"{error.filename or where}: {error.strerror or error}") from error
