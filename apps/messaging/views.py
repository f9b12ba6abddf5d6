"""Customers' files, for the people of the shop they were sent to."""

import re
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from apps.messaging.selectors import stored_file_of
from apps.messaging.services.media.store import media_store

# What a browser shows without running anything of it. The rest is only ever saved.
SHOWN = re.compile(r"image/(?:jpeg|png|webp|gif)|audio/(?:ogg|mpeg|mp4|aac|amr|wav)")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=300",
}


@require_safe
def media_file(request: HttpRequest, message_id: UUID) -> HttpResponseBase:
    """Streamed. 404 for a message of another shop as for one that never was: row-level security decides."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    row = stored_file_of(message_id)
    if row is None:
        raise Http404
    try:
        file = media_store().path(row.sha256).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    bare = row.mime_type.partition(";")[0].strip().lower()
    is_shown = SHOWN.fullmatch(bare) is not None
    return FileResponse(
        file,
        as_attachment=not is_shown,
        filename=row.filename or str(message_id),
        content_type=bare if is_shown else "application/octet-stream",
        headers=HEADERS,
    )
