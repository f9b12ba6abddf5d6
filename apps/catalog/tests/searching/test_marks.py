from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.search.marks import marks_of

terms = st.lists(st.text(max_size=12), max_size=30)


@given(terms, terms)
def test_a_product_with_a_term_always_passes_for_having_it(own: list[str], more: list[str]) -> None:
    product = marks_of([*own, *more])

    for term in own:
        wished = marks_of([term])
        assert product.low & wished.low == wished.low
        assert product.high & wished.high == wished.high
    # PostgreSQL's integers are signed
    assert max(product) < 2**63


def test_few_products_pass_for_having_what_they_have_not() -> None:
    product = marks_of(f"word{at}" for at in range(20))

    passing = sum(
        product.low & wished.low == wished.low and product.high & wished.high == wished.high
        for wished in (marks_of([f"other{at}"]) for at in range(2_000))
    )

    assert passing < 2_000 * 0.12


def test_the_bits_are_the_same_in_every_process() -> None:
    assert marks_of(["dress"]) == (0x2000000000020000, 0)
