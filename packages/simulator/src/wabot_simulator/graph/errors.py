"""Refusals in Graph's own shape.

Codes, titles and HTTP statuses: Meta, "Cloud API error codes"; texts of `details` are the simulator's own
except where a published error names them, since clients are told to branch on the code.
"""

from typing import Any, ClassVar


class GraphError(Exception):
    """Never raised itself. `details` says which field is wrong and what it may be."""

    code: ClassVar[int]
    title: ClassVar[str]
    http_status: ClassVar[int] = 400
    type: ClassVar[str] = "OAuthException"
    subcode: ClassVar[int | None] = None
    numbered: ClassVar[bool] = True

    def __init__(self, details: str = "") -> None:
        super().__init__(details or self.title)
        self.details = details

    def body(self, trace: str) -> dict[str, Any]:
        message = f"(#{self.code}) {self.title}" if self.numbered else self.title
        error: dict[str, Any] = {"message": message, "type": self.type, "code": self.code}
        if self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return {"error": error | {"fbtrace_id": trace}}


class TokenMissing(GraphError):
    code = 104
    title = "An access token is required to request this resource."
    http_status = 401
    numbered = False


class TokenWrong(GraphError):
    code = 190
    title = "Invalid OAuth access token - Cannot parse access token"
    http_status = 401
    numbered = False


class TokenExpired(GraphError):
    code = 190
    subcode = 463
    title = "Error validating access token: Session has expired."
    http_status = 401
    numbered = False


class NoSuchObject(GraphError):
    code = 100
    subcode = 33
    type = "GraphMethodException"
    numbered = False
    title = "Unsupported request. The object does not exist, or its permissions do not allow this operation."

    def __init__(self, object_id: str, method: str) -> None:
        super().__init__()
        self._message = (
            f"Unsupported {method.lower()} request. Object with ID '{object_id}' does not exist, cannot be loaded due to "
            "missing permissions, or does not support this operation"
        )

    def body(self, trace: str) -> dict[str, Any]:
        whole = super().body(trace)
        whole["error"]["message"] = self._message
        return whole


class InvalidParameter(GraphError):
    code = 100
    title = "Invalid parameter"


class ParameterMissing(GraphError):
    code = 131008
    title = "Required parameter is missing"


class ParameterNotValid(GraphError):
    code = 131009
    title = "Parameter value is not valid"


class UnknownType(GraphError):
    code = 131051
    title = "Unsupported message type"


class UserIdNotSupported(GraphError):
    code = 131062
    title = "Business-scoped User ID recipients are not supported for this message."


class MediaNotUploaded(GraphError):
    code = 131053
    title = "Media upload error"


class PairRateHit(GraphError):
    code = 131056
    title = "(Business Account, Consumer Account) pair rate limit hit"

    def __init__(self) -> None:
        super().__init__(
            "Message failed to send because there were too many messages sent from this phone number to the same "
            "phone number in a short period of time."
        )


class ThroughputHit(GraphError):
    code = 130429
    title = "Rate limit hit"
    http_status = 429

    def __init__(self) -> None:
        super().__init__(
            "Message failed to send because there were too many messages sent from this phone number in a short "
            "period of time."
        )


class TemplateMissing(GraphError):
    code = 132001
    title = "Template name does not exist in the translation"
    http_status = 404


class TemplateParamsWrong(GraphError):
    code = 132000
    title = "Number of parameters does not match the expected number of params"


class TemplateFormatWrong(GraphError):
    code = 132012
    title = "Parameter format does not match format in the created template"


class TemplateTooLong(GraphError):
    code = 132005
    title = "Translated text too long"


class TemplatePaused(GraphError):
    code = 132015
    title = "Template is paused"


class ServerTrouble(GraphError):
    code = 131000
    title = "Something went wrong"
    http_status = 500


class ServiceAway(GraphError):
    code = 131016
    title = "Service unavailable"
    http_status = 503
