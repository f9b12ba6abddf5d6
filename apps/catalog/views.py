"""Pictures of the demo shops, for customers' phones and for people at the inbox."""

import zlib

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from apps.catalog.demo.pictures import UnknownPicture, picture_file

KEPT_FOR_S = 7 * 24 * 3600


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """The drawing called KIND-COLOUR as PNG."""
    try:
        content = picture_file(name).read_bytes()
    except UnknownPicture as error:
        raise Http404(str(error)) from error
    response = HttpResponse(content, content_type="image/png")
    response["Cache-Control"] = f"public, max-age={KEPT_FOR_S}"
    response["ETag"] = etag = f'"{zlib.crc32(content):08x}"'
    # get_conditional_response answers None only to None
    return get_conditional_response(request, etag=etag, response=response) or response
