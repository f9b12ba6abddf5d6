"""Addresses of the Graph API, under any version."""

from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from . import media, messages, numbers
from .access import simulator_of
from .errors import GraphError, NoSuchObject


class _Version(Convertor[str]):
    regex = r"v[0-9]+\.[0-9]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("graphversion", _Version())


async def one_object(request: Request) -> Response:
    """A phone number or a medium: Graph keeps both at the same level."""
    object_id = request.path_params["object_id"]
    if object_id in simulator_of(request).directory.shops:
        if request.method == "DELETE":
            raise NoSuchObject(object_id, request.method)
        return numbers.number(request, object_id)
    return (
        media.delete(request, object_id) if request.method == "DELETE" else media.look_up(request, object_id)
    )


def refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, GraphError):
        raise error
    body = error.body(simulator_of(request).ids.trace())
    return JSONResponse(body, status_code=error.http_status)


def routes() -> list[BaseRoute]:
    objects = [
        Route("/{object_id}/messages", messages.post_message, methods=["POST"]),
        Route("/{object_id}/media", media.post_media, methods=["POST"]),
        Route("/{object_id}/phone_numbers", numbers.numbers_of_account),
        Route("/{object_id}/message_templates", numbers.templates),
        Route("/{object_id}", one_object, methods=["GET", "DELETE"]),
    ]
    return [
        Mount("/{version:graphversion}", routes=objects),
        Route("/whatsapp_business/attachments/", media.download),
    ]
