"""Admin actions that ask first: a page that names what would change, then the change itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the question: `name` the thing, `effect` what would become of it, if anything."""

    pk: Any
    name: str
    effect: str
    changes: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    title: str
    says: str
    lines: Sequence[Line]
    verb: str
    warning: str = ""

    @property
    def changing(self) -> list[Line]:
        return [line for line in self.lines if line.changes]


def ask(
    page: "admin.ModelAdmin[Any]", request: HttpRequest, action: str, question: Question
) -> TemplateResponse:
    """The page before the change. Only the lines that would change are sent back with the answer."""
    context = {
        **page.admin_site.each_context(request),
        "title": question.title,
        "opts": page.model._meta,
        "media": page.media,
        "question": question,
        "action": action,
        "checkbox": ACTION_CHECKBOX_NAME,
        "chosen": ",".join(str(line.pk) for line in question.changing),
    }
    return TemplateResponse(request, "tenants/confirm.html", context)


def confirmed(page: "admin.ModelAdmin[Any]", request: HttpRequest) -> QuerySet[Any] | None:
    """The rows that the page had named, if the question was answered, and still the asker's to change.

    Not the action's own queryset: with “select all” that may hold other rows by now.
    Raises BadRequest when the answer holds what no page sends.
    """
    given = request.POST.get(CHOSEN)
    if given is None:
        return None
    try:
        pks = [page.model._meta.pk.to_python(each) for each in given.split(",") if each]
    except ValidationError as error:
        raise BadRequest(f"{CHOSEN}: {error.messages[0]}") from error
    return page.get_queryset(request).filter(pk__in=pks)


Answer = HttpResponse | None
