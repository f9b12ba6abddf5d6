"""Canaries' rows stay out of lists unless somebody asks for them."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest


class OfPeople(admin.SimpleListFilter):
    """People's rows where nothing is chosen."""

    title = "written by"
    parameter_name = "canaries"
    path = "is_synthetic"

    def lookups(self, request: HttpRequest, page: Any) -> list[tuple[str, str]]:
        return [("only", "Canaries"), ("all", "Both")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        people, *others = super().choices(changelist)
        return iter([{**people, "display": "People"}, *others])

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return rows
        return rows.filter(**{self.path: self.value() == "only"})


class OfPeoplesTalk(OfPeople):
    """Of rows that belong to a conversation."""

    path = "conversation__is_synthetic"


class OfPeopleThemselves(OfPeople):
    path = "customer__is_synthetic"
