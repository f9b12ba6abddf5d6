"""What Prometheus would read, as values by name and labels."""

from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families


@dataclass(frozen=True, slots=True)
class Scrape:
    values: dict[tuple[str, frozenset[tuple[str, str]]], float]

    @classmethod
    def of(cls, text: str) -> "Scrape":
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        values = {(one.name, frozenset(one.labels.items())): one.value for one in samples}
        # a series told twice is refused by Prometheus, and with it the whole scrape
        assert len(values) == len(samples)
        return cls(values)

    def value(self, name: str, **labels: str) -> float | None:
        return self.values.get((name, frozenset(labels.items())))

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self.values}

    def since(self, before: "Scrape") -> dict[str, float]:
        """What grew, as `name{label}` with the labels' values in the order of their names."""
        grown = {key: value - before.values.get(key, 0) for key, value in self.values.items()}
        return {_shown(*key): by for key, by in grown.items() if by > 0}


def _shown(name: str, labels: frozenset[tuple[str, str]]) -> str:
    return f"{name}{{{','.join(value for _, value in sorted(labels))}}}"
