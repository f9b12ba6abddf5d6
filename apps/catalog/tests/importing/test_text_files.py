"""One file in the encodings and dialects that spreadsheets write."""

import gzip
import io
import zipfile

import pytest

from apps.catalog.errors import UnknownFormat, UnreadableFile
from apps.catalog.models import Product
from apps.catalog.services import import_formats
from apps.catalog.tests.making import SHOPIFY, counts, csv_of, give, reasons, shopify
from apps.tenants.models import Tenant

ROW = {"Handle": "cafe", "Title": "Café Dress, été", "Variant Price": "10", "Body (HTML)": "two\nlines"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_the_same_product_comes_out(shop: Tenant, encoding: str, delimiter: str, line_end: str) -> None:
    text = csv_of(SHOPIFY, [ROW], delimiter).replace("\r\n", line_end)

    give(shop, text.encode(encoding))

    product = Product.objects.get()
    assert (product.name, product.description) == ("Café Dress, été", "two\nlines")


def test_a_line_number_is_the_one_an_editor_shows(shop: Tenant) -> None:
    rows = [ROW, ROW | {"Handle": "b", "Variant Price": "free"}]

    # the first row ends on line 3, because its description has a line end
    assert reasons(give(shop, shopify(*rows))) == [(4, "price is not a number: 'free'")]


def test_a_quote_that_is_never_closed_refuses_the_file(shop: Tenant) -> None:
    content = shopify(ROW | {"Handle": "a"}) + b'b,"Shirt,,,\nc,Cap,,,\n'

    with pytest.raises(UnreadableFile, match="line 4: a quote is opened and never closed"):
        give(shop, content)

    assert not Product.objects.exists()


def test_a_row_shifted_by_a_stray_comma_is_reported(shop: Tenant) -> None:
    shifted = b"b,Shirt, blue" + b"," * 17 + b"10\r\n"

    report = give(shop, shopify(ROW) + shifted)

    assert counts(report) == (1, 0, 0, 1)
    assert reasons(report) == [(4, "the row has 20 fields, the header 19: a quote is missing")]


def test_a_formula_stays_text(shop: Tenant) -> None:
    for start in ('=HYPERLINK("http://x")', "@SUM(1)", "+1", "-1"):
        give(shop, shopify(ROW | {"Title": start}))

        assert Product.objects.get().name == start


def test_markup_becomes_the_text_a_reader_would_see(shop: Tenant) -> None:
    html = "<h2>Soft</h2><script>alert(1)</script><ul><li>5 &lt; 6</li><li>Wash&nbsp;cold<![foo[</li></ul>"

    give(shop, shopify(ROW | {"Body (HTML)": html}))

    assert Product.objects.get().description == "Soft\n5 < 6\nWash cold"


def test_a_huge_field_is_refused_by_name_and_the_rest_goes_in(shop: Tenant) -> None:
    huge = "<a>" * 1_000_000

    report = give(shop, shopify(ROW | {"Handle": "huge", "Body (HTML)": huge}, ROW | {"Body (HTML)": ""}))

    assert reasons(report) == [(2, "description is too long: 3000000 characters with its markup")]
    assert Product.objects.get().handle == "cafe"


def test_an_archive_is_not_opened(shop: Tenant) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("products.csv", b"0" * 50_000_000)

    for content in (bomb.getvalue(), gzip.compress(bytes(50_000_000))):
        with pytest.raises(UnreadableFile, match="is not a text file; export it as CSV or as JSON"):
            give(shop, content)


def test_a_file_beyond_the_limit_is_refused_unread(shop: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_formats, "LARGEST_FILE_BYTES", 1_000_000)

    with pytest.raises(UnreadableFile, match="is larger than 1 MB; split it"):
        give(shop, bytes(1_000_001))


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"{}", b"[]", b"null", b"just words", b"\xff\xfe"])
def test_what_fits_no_format_is_said_to(shop: Tenant, content: bytes) -> None:
    with pytest.raises(UnknownFormat, match="name one with --format"):
        give(shop, content)


@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"wabot_catalogue": 1,', b"{'a': 1}"])
def test_broken_json_is_said_to_be(shop: Tenant, content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        give(shop, content)
