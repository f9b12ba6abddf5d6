"""What may be asked about orders."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

# By hand: every turn that shows a product asks. By the index of what is held alone.
HELD = """
SELECT variant_id, sum(held) FROM orders_orderline
WHERE tenant_id = %s AND variant_id = ANY(%s) AND held > 0 GROUP BY variant_id
"""


def held_pieces(tenant_id: UUID, variant_ids: Sequence[UUID]) -> dict[UUID, int]:
    """variant → how many pieces orders keep from others until the shop has decided on them; absent = none."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [tenant_id, list(variant_ids)])
        return dict(cursor.fetchall())
