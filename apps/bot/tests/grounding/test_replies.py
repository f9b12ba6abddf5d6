"""Every part of every kind of message, within WhatsApp's limits, with ids left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.bot.tests.grounding.shop import MUG, PLATE, SHIRT, checked, read
from apps.bot.tests.turn.shop import MemoryCatalog, called, many
from apps.bot.turn.types import Severity
from apps.messaging.whatsapp.outgoing import (
    BODY_LIMIT,
    ROW_DESCRIPTION_LIMIT,
    TEXT_LIMIT,
    Button,
    Buttons,
    Image,
    List,
    Outgoing,
    Row,
    Section,
    Text,
)

THREE = (MUG, PLATE, SHIRT)


def listed(
    *rows: Row, body: str = "Here is some of what we sell:", header: str = "", footer: str = ""
) -> List:
    return List(body, "See products", (Section("Products", rows),), header=header, footer=footer)


def rows_left(reply: Outgoing, *products: object) -> list[tuple[str, str, str]] | None:
    (left,) = checked([reply], *(products or THREE)).replies or (None,)  # type: ignore[arg-type]
    if not isinstance(left, List):
        return None
    return [(row.id, row.title, row.description) for section in left.sections for row in section.rows]


TRUE_LISTS = [
    listed(Row(f"p:{MUG.id}", "Blue Mug", "KES 1,200 · In stock"), Row("2", "Red Plate", "900/= · sold out")),
    listed(Row("x", "1. Blue Mug — KES 1,200"), Row("m", "More products", "See the next ones")),
    listed(
        Row("v", "Red / S", "KES 1,200"), Row("w", "Black / M", "900 bob"), body="*Oxford Shirt*\nWhich one?"
    ),
    listed(Row("c:kitchen", "Kitchen", "2 products"), Row("c:dresses", "Dresses", "Bidhaa 3")),
    listed(Row("a", "Talk to a person"), Row("b", "Ongea na mtu"), Row("c", "Bidhaa zaidi")),
    listed(
        Row(f"p:{SHIRT.id}", "Oxford…", "KES 900 – 1,200"),
        header="Blue Mug — KES 1,200",
        footer="Karibu tena!",
    ),
]


@pytest.mark.parametrize("reply", TRUE_LISTS)
def test_a_true_list_is_the_very_same(reply: List) -> None:
    assert checked([reply], *THREE).replies == (reply,)


@pytest.mark.parametrize(
    ("row", "left"),
    [
        (Row("1", "Blue Mug", "KES 1,300"), ("1", "Blue Mug", "KSh 1,200")),
        (Row("1", "1. Blue Mug — KES 1100"), ("1", "1. Blue Mug — KSh 1,200", "")),
        (
            Row("1", "Blue Mug", "KES 1,200 · 1 year warranty · only 2 left"),
            ("1", "Blue Mug", "KES 1,200 · only 5 left"),
        ),
        (Row("1", "Red Plate", "In stock"), ("1", "Red Plate", "Out of stock")),
        (Row(f"p:{MUG.id}", "Red Plate", "KES 1,200"), (f"p:{MUG.id}", "Blue Mug", "KES 1,200")),
        (Row(f"p:{MUG.id}", "Titan Lamp", "KES 900"), (f"p:{MUG.id}", "Blue Mug", "KSh 1,200")),
        (Row(f"v:{SHIRT.variants[0].id}", "Black / M"), (f"v:{SHIRT.variants[0].id}", "Red / S", "")),
        (Row("1", "Titan Lamp", "KES 1,200"), None),
        (Row("1", "Tecno Spark 20", "KES 14,500"), None),
        (Row("1", "Swimwear", "3 products"), None),
    ],
)
def test_a_false_row_is_put_right_or_goes(row: Row, left: tuple[str, str, str] | None) -> None:
    beside = Row("beside", "Oxford Shirt", "KES 900 – 1,200")
    expected = [left] if left else []
    assert rows_left(listed(row, beside)) == [*expected, ("beside", "Oxford Shirt", "KES 900 – 1,200")]


def test_a_variants_row_has_the_variants_price() -> None:
    reply = listed(Row("v", "Black / M", "KES 1,200"), body="*Oxford Shirt*\nWhich one?")
    assert rows_left(reply, SHIRT) == [("v", "Black / M", "KSh 900")]


def test_a_list_without_rows_falls_back_to_what_its_body_says() -> None:
    gone = Row("1", "Titan Lamp", "KES 900")
    assert checked([listed(gone, body="The Blue Mug is KES 1,200.")], *THREE).replies == (
        Text("The Blue Mug is KES 1,200."),
    )
    assert checked([listed(gone)], *THREE).replies == ()


def test_headers_footers_and_section_titles_are_checked_too() -> None:
    reply = List(
        "Hello!",
        "See products",
        (Section("50% off", (Row("1", "Blue Mug", "KES 1,200"),)),),
        header="Blue Mug KES 1,000",
        footer="Free delivery today",
    )
    (left,) = checked([reply], *THREE).replies
    assert isinstance(left, List)
    assert (left.header, left.footer, left.sections[0].title) == ("Blue Mug KSh 1,200", "", "")


def test_a_button_says_nothing_false_and_keeps_its_id() -> None:
    buttons = (Button("a", "Buy Titan Lamp"), Button("b", "KES 1,100"), Button("c", "Nunua"))
    (left,) = checked([Buttons("The Blue Mug is KES 1,100.", buttons, footer="Free gift!")], *THREE).replies

    assert left == Buttons("The Blue Mug is KSh 1,200.", (Button("b", "KSh 1,200"), Button("c", "Nunua")))


def test_without_buttons_the_picture_or_the_text_is_left() -> None:
    only = (Button("a", "Buy Titan Lamp"),)
    picture = "https://pictures.test/blue-mug.png"
    assert checked([Buttons("Blue Mug — KES 1,200", only, image_link=picture)]).replies == (
        Image(picture, "Blue Mug — KES 1,200"),
    )
    assert checked([Buttons("Blue Mug — KES 1,200", only)]).replies == (Text("Blue Mug — KES 1,200"),)


def test_a_caption_speaks_of_the_picture_above_it() -> None:
    assert checked([Image(MUG.image_url, "KES 900")], *THREE).replies == (Image(MUG.image_url, "KSh 1,200"),)
    assert checked([Image(MUG.image_url, "Titan Lamp — KES 900")], *THREE).replies == ()
    assert checked([Image(MUG.image_url)], *THREE).replies == (Image(MUG.image_url),)


def test_what_is_left_of_several_replies_keeps_its_order() -> None:
    replies = [Text("Karibu!"), Text("We have the Titan Lamp."), Text("Blue Mug — KES 1,100")]
    result = checked(replies)

    assert result.replies == (Text("Karibu!"), Text("Blue Mug — KSh 1,200"))
    assert [finding.severity for finding in result.findings] == [Severity.STOPPED, Severity.REPLACED]
    assert result.findings[0].kind == "name"
    assert "Titan Lamp" in result.findings[0].claim
    assert "Blue Mug" in result.findings[1].reason


def test_a_truth_longer_than_its_place_is_shortened_at_a_word() -> None:
    filling = "Soft cotton, made for every day of the week. " * 40
    body = f"{filling[: BODY_LIMIT - 14]} Oxford 1/="
    (left,) = checked([listed(Row("1", "Oxford Shirt"), body=body[:BODY_LIMIT])], SHIRT).replies
    assert isinstance(left, List)
    assert len(left.body) <= BODY_LIMIT
    assert "1/=" not in left.body

    tight = Row(
        "1", "Oxford Shirt", ("Oxford Shirt 1/= " + "x" * ROW_DESCRIPTION_LIMIT)[:ROW_DESCRIPTION_LIMIT]
    )
    assert rows_left(listed(tight), SHIRT)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Blue Mug", "KES", "1,200", "900", "/=", "bob", "—", "\n", ". ", ", ", "(", ")", "in stock", "zimebaki", "elfu",
             "moja", "free", "delivery", "red", "Titan", "*", "~", "%", "off", "was", "now", "from", "to", "size", "XL",
             "https://x.co", "07123456789", "…", "“", "”", "😀", "we have", "hatuna", "1.", "x", "2", "only", "left"]
        ),
        min_size=1,
        max_size=40,
    ).map(" ".join),
)  # fmt: skip
def test_whatever_is_written_it_stays_a_message_of_whatsapp(text: str) -> None:
    if not text.strip():
        return
    row = Row("id", text[:24], text[:72])
    replies: list[Outgoing] = [
        Text(text[:TEXT_LIMIT]),
        Image("https://x.test/a.png", text[:BODY_LIMIT]),
        Buttons(text[:BODY_LIMIT], (Button("b", text[:20]),), footer=text[:60]),
        List(text[:BODY_LIMIT], text[:20], (Section(text[:24], (row,)),), header=text[:60], footer=text[:60]),
    ]
    result = checked(replies, *THREE)

    assert len(result.replies) <= len(replies)
    # what has been mended once needs no mending again
    texts = [reply for reply in result.replies if isinstance(reply, Text)]
    assert all(checked([reply], *THREE).replies == (reply,) for reply in texts)
    if not result.findings:
        assert result.replies == tuple(replies)


def test_the_catalogue_is_asked_little_and_only_when_needed() -> None:
    catalog = MemoryCatalog(many(40))
    products = catalog.stock[:10]
    rows = tuple(Row(f"p:{p.id}", p.name[:24], f"KSh {p.price_min:,.0f} · In stock") for p in products)

    checked([listed(*rows)], *products, catalog=catalog)
    assert catalog.calls == []

    strange: list[Outgoing] = [
        Text("We have the Titan Lamp and 77 dresses."),
        Text("Try our Zephyr Boots."),
        listed(Row("1", "Aurora")),
    ]
    checked(strange, *products, catalog=catalog)
    assert sorted(set(catalog.calls)) == ["categories", "count", "search"]
    assert catalog.calls.count("search") <= 2


def test_a_shop_sells_what_its_catalogue_calls_so_whoever_says_it() -> None:
    seen = list(read(checked([Text("Leather Sandals — KES 1,200")], called("Leather Sandals")).replies))
    assert seen == ["Leather Sandals — KES 1,200"]
