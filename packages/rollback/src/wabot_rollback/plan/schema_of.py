"""Looking into the schema by a path of keys, for messages and for the reference page."""

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo


def keys_at(model: type[BaseModel], where: Sequence[int | str]) -> list[str]:
    """The keys that the section at this path may have; numbers of list items are stepped over."""
    for key in where:
        if isinstance(key, int):
            continue
        found = section_in(model.model_fields[key].annotation) if key in model.model_fields else None
        if found is None:
            return []
        model = found
    return list(model.model_fields)


def section_in(annotation: Any) -> type[BaseModel] | None:
    """The section that a field is, or that its items are."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inside = (section_in(each) for each in get_args(annotation))
    return next((each for each in inside if each is not None), None)


def fields_of(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every key with its path, depth first: `matrix.severity` is a key of each item of `matrix`."""
    for name, field in model.model_fields.items():
        yield f"{prefix}{name}", field
        if (section := section_in(field.annotation)) is not None:
            yield from fields_of(section, f"{prefix}{name}.")
