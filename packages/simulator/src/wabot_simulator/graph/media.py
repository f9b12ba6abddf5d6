"""Media of the Graph API: upload, look up, download, delete."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from ..media import LIMITS_BYTES, UPLOAD_LIFE_S, kind_of
from .access import medium_of, shop_of, simulator_of
from .errors import InvalidParameter, MediaNotUploaded, NoSuchObject, ParameterMissing


async def post_media(request: Request) -> Response:
    """Multipart with `messaging_product`, `file` and its type, in the part or as `type`."""
    simulator = simulator_of(request)
    shop = shop_of(request, request.path_params["object_id"])
    async with request.form(max_files=1, max_fields=10) as form:
        if form.get("messaging_product") != "whatsapp":
            raise InvalidParameter("Param messaging_product must be one of {WHATSAPP}.")
        upload = form.get("file")
        if not isinstance(upload, UploadFile):
            raise ParameterMissing("The parameter file is required.")
        mime_type = str(form.get("type") or upload.content_type or "")
        if "/" not in mime_type:
            raise InvalidParameter("Param type must be a media type such as image/jpeg.")
        data = await upload.read()
        name = upload.filename or "file"
    # anything WhatsApp knows no kind for is a document, and may be large
    most = LIMITS_BYTES[kind_of(mime_type)]
    if not 0 < len(data) <= most:
        raise MediaNotUploaded(f"{len(data)} bytes; {mime_type} may have 1 to {most}.")
    medium = simulator.keep_medium(
        data, mime_type=mime_type, filename=name, life_s=UPLOAD_LIFE_S, shop=shop.phone_number_id
    )
    return JSONResponse({"id": medium.id})


def look_up(request: Request, media_id: str) -> Response:
    medium = medium_of(request, media_id)
    query = simulator_of(request).media.link_query(medium)
    return JSONResponse(
        {
            "messaging_product": "whatsapp",
            "url": f"{request.base_url}whatsapp_business/attachments/?{query}",
            "mime_type": medium.mime_type,
            "sha256": medium.sha256,
            "file_size": medium.size_bytes,
            "id": medium.id,
        }
    )


async def download(request: Request) -> Response:
    """The file behind a looked-up address: token needed, five minutes long."""
    simulator, query = simulator_of(request), request.query_params
    media_id = query.get("mid", "")
    medium = medium_of(request, media_id)
    if not simulator.media.link_holds(media_id, query.get("ext", ""), query.get("hash", "")):
        raise NoSuchObject(media_id, request.method)
    return FileResponse(simulator.media.path(medium), media_type=medium.mime_type)


def delete(request: Request, media_id: str) -> Response:
    medium = medium_of(request, media_id)
    simulator = simulator_of(request)
    simulator.media.delete(medium.id)
    simulator.record.append("media_deleted", id=medium.id)
    return JSONResponse({"success": True})
