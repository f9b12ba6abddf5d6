"""The one question that the index is asked, and its bounds.

The rarest group drives: its postings are walked from the heaviest (or cheapest) on, each is probed for the
other groups, and the walk ends when enough is found. So the cost follows these bounds, not the size of the
shop.
"""

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from apps.catalog.search.marks import marks_of
from apps.catalog.search.understanding import Group

FOUND_AT_MOST = 60
FOUND_FOR_LATER_PAGES = 1_000
SAME = 0.9  # what a word that only means the same weighs of the word itself
# Of the best that one word comes to: below it a product only mentions the thing in passing, and does not count
# beside what is called so. In another order than by relevance the thing itself must be meant, or a phone's
# case would be the cheapest phone.
MENTIONED, MEANT = 0.35, 0.6
WALKED = 1_000
# further, where the first did not even fill the list that a customer is shown
PAGE = 10
WALKED_FOR_A_PAGE = 10_000

ORDERS = {
    "relevance": "weight DESC, product_id",
    "price": "price_min, product_id",
    "-price": "price_min DESC, product_id",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """All of `groups` must be met; of `scored` a product may have any, they only lift it."""

    tenant_id: UUID
    groups: tuple[Group, ...]
    option_groups: tuple[Group, ...] = ()
    scored: tuple[Group, ...] = ()
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    in_stock: bool = False
    reduced: bool = False
    order: str = "relevance"
    found_at_most: int = FOUND_AT_MOST


@dataclass(frozen=True, slots=True)
class Candidate:
    """`weights` are those of the groups that had to be met, the rarest group first."""

    product_id: UUID
    price_min: Decimal
    score: float
    weights: tuple[float, ...] = ()


def candidates(asked: Asked, counts: dict[str, int]) -> list[Candidate]:
    """In the order asked for. `counts` are the products per term."""
    everything = max(counts.values(), default=1)

    def size(group: Group) -> int:
        return sum(counts.get(term, 0) for term in group.terms)

    needed = sorted((*asked.groups, *asked.option_groups), key=size)
    if not all(map(size, needed)):
        return []
    weighted = [(group, _rarity(size(group), everything)) for group in (*needed, *asked.scored)]

    def walk(asked: Asked, floors: Sequence[float]) -> list[Candidate]:
        rows = _walk(asked, weighted, floors, walked=WALKED)
        is_short = len(rows) < PAGE and size(needed[0]) > WALKED
        return _walk(asked, weighted, floors, walked=WALKED_FOR_A_PAGE) if is_short else rows

    by_weight = walk(replace(asked, order="relevance"), [0.0] * len(needed))
    if asked.order != "relevance":
        floors = _floors(by_weight, MEANT)
        return _above(walk(asked, floors), floors)
    rows = _above(by_weight, _floors(by_weight, MENTIONED))
    rows.sort(key=lambda row: (-row.score, row.product_id))
    return rows


def _floors(rows: Sequence[Candidate], share: float) -> list[float]:
    """The least weight in each group, by the best there is among those that meet every group."""
    return [share * max(weights) for weights in zip(*(row.weights for row in rows), strict=True)]


def _above(rows: Sequence[Candidate], floors: Sequence[float]) -> list[Candidate]:
    return [row for row in rows if all(w >= f for w, f in zip(row.weights, floors, strict=True))]


def _rarity(products: int, everything: int) -> float:
    return math.log1p(everything / max(products, 1))


def _walk(
    asked: Asked, weighted: Sequence[tuple[Group, float]], floors: Sequence[float], *, walked: int
) -> list[Candidate]:
    """`floors` are the least weights of the groups that must be met; those behind them only lift."""
    if not floors:
        return []
    needed = len(floors)
    alone = needed == 1 and not _is_about_variants(asked)
    others = [group for group, _ in weighted[1:needed]]
    sql, params = _driver(
        asked, weighted[0][0], others, floors[0], limit=asked.found_at_most if alone else walked
    )
    columns, joins, join_params = ["d.weight"], list[str](), list[Any]()
    for at, (group, _rarity) in enumerate(weighted[1:], start=1):
        columns.append(f"coalesce(p{at}.weight, 0)")
        kind = "JOIN" if at < needed else "LEFT JOIN"
        joins.append(f"{kind} LATERAL ({PROBE}) p{at} ON p{at}.weight >= %s")
        join_params += [group.own or group.terms[0], list(group.terms), floors[at] if at < needed else 0]
    where, where_params = _variant_condition(asked)
    statement = (
        f"SELECT d.product_id, d.price_min, {', '.join(columns)} FROM ({sql}) d {' '.join(joins)} {where}"
        f" ORDER BY {_order(asked, 'd.')} LIMIT {asked.found_at_most}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *join_params, *where_params])
        rows = cursor.fetchall()
    rarities = [rarity for _, rarity in weighted]
    return [
        Candidate(product_id, price, sum(map(operator.mul, weights, rarities)), tuple(weights[:needed]))
        for product_id, price, *weights in rows
    ]


PROBE = f"""
    SELECT max(s.weight * CASE WHEN s.term = %s THEN 1 ELSE {SAME} END) AS weight FROM catalog_searchposting s
    WHERE s.product_id = d.product_id AND s.term = ANY(%s)
"""


def _order(asked: Asked, prefix: str = "") -> str:
    return ", ".join(prefix + part for part in ORDERS[asked.order].split(", "))


def _driver(
    asked: Asked, group: Group, others: Sequence[Group], floor: float, *, limit: int
) -> tuple[str, list[Any]]:
    """At most `limit` postings of the group's terms, in the order of an index, without those whose price,
    stock or marks rule them out."""
    conditions, bounds = list[str](), list[Any]()
    if asked.at_least is not None:
        conditions.append("AND price_max >= %s")
        bounds.append(asked.at_least)
    if asked.at_most is not None:
        conditions.append("AND price_min <= %s")
        bounds.append(asked.at_most)
    if asked.in_stock:
        conditions.append("AND in_stock")
    if floor:
        conditions.append("AND weight >= %s")
        bounds.append(floor)
    marked, bits = _marked(others)
    each = max(limit // len(group.terms), asked.found_at_most)
    walked = (
        "SELECT product_id, weight, price_min, marks_low, marks_high FROM catalog_searchposting"
        f" WHERE tenant_id = %s AND term = %s {' '.join(conditions)} ORDER BY {_order(asked)} LIMIT {each}"
    )
    if len(group.terms) == 1:
        # the weight passes through untouched, so that the order of the index is known to hold
        one = f"SELECT product_id, weight, price_min FROM ({walked}) w {marked}"
        return one, [asked.tenant_id, *group.terms, *bounds, *bits]
    values: list[Any] = []
    for term in group.terms:
        values += [1 if term == group.own or not group.own else SAME, asked.tenant_id, term, *bounds, *bits]
    one = f"SELECT product_id, weight * %s AS weight, price_min FROM ({walked}) w {marked}"
    columns = "product_id, max(weight) AS weight, min(price_min) AS price_min"
    merged = f"SELECT {columns} FROM ({' UNION ALL '.join([one] * len(group.terms))}) u GROUP BY product_id"
    return f"SELECT * FROM ({merged}) m ORDER BY {_order(asked)} LIMIT {limit}", values


def _marked(groups: Sequence[Group]) -> tuple[str, list[int]]:
    """What a product that has a term of each group cannot lack."""
    alternatives, bits = [], list[int]()
    for group in groups:
        marks = [marks_of([term]) for term in group.terms]
        one = "(marks_low & %s = %s AND marks_high & %s = %s)"
        alternatives.append("(" + " OR ".join([one] * len(marks)) + ")")
        bits += [bit for low, high in marks for bit in (low, low, high, high)]
    return ("WHERE " + " AND ".join(alternatives) if alternatives else ""), bits


def _is_about_variants(asked: Asked) -> bool:
    """Whether it matters that ONE variant has it all: red in L, below 2,000 and in stock."""
    bounds = (asked.at_least is not None) + (asked.at_most is not None)
    return asked.reduced or len(asked.option_groups) + bounds + asked.in_stock > 1


def _variant_condition(asked: Asked) -> tuple[str, list[Any]]:
    if not _is_about_variants(asked):
        return "", []
    conditions, params = ["v.product_id = d.product_id"], list[Any]()
    for group in asked.option_groups:
        conditions.append("v.option_terms && %s::varchar[]")
        params.append(list(group.terms))
    for compared, bound in ((">=", asked.at_least), ("<=", asked.at_most)):
        if bound is not None:
            conditions.append(f"v.price {compared} %s")
            params.append(bound)
    if asked.reduced:
        conditions.append("v.compare_at_price > v.price")
    if asked.in_stock or asked.reduced:
        conditions.append("(v.stock IS NULL OR v.stock > 0)")
    return f"WHERE EXISTS (SELECT 1 FROM catalog_variant v WHERE {' AND '.join(conditions)})", params


def nearest_in_price(asked: Asked, counts: dict[str, int]) -> list[Candidate]:
    """Those within the bounds of `asked`, then those outside, nearest first."""
    found = [(Decimal(0), hit) for hit in candidates(asked, counts)]
    if asked.at_most is not None:
        above = replace(asked, at_least=asked.at_most, at_most=None, order="price")
        found += [(abs(hit.price_min - asked.at_most), hit) for hit in candidates(above, counts)]
    if asked.at_least is not None:
        below = replace(asked, at_least=None, at_most=asked.at_least, order="-price")
        found += [(abs(asked.at_least - hit.price_min), hit) for hit in candidates(below, counts)]
    nearest: dict[UUID, Candidate] = {}
    for _, hit in sorted(found, key=lambda pair: pair[0]):
        nearest.setdefault(hit.product_id, hit)
    return list(nearest.values())[: asked.found_at_most]
