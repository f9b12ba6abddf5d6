"""The ten defects of the drills."""

from tests.drills.defects.applying import Defect, Edit, Migrated

DECIDES = "    try:\n        outcome = decide(loaded.turn, catalog, wordsmith)\n"
TURN = "apps/bot/services/take_turn.py"

DEFECTS: tuple[Defect, ...] = (
    Defect(
        name="references-fail",
        does="“the second one” raises in every turn that points at a list",
        strategy=1,
        edits=(
            Edit(
                "apps/bot/turn/references/__init__.py",
                "    pointer = read_pointer(said, currency)\n",
                '{old}    if seen.lists and pointer is not None:\n        raise KeyError("position")\n',
            ),
        ),
    ),
    Defect(
        name="display-fails",
        does="showing products at once raises",
        strategy=1,
        edits=(
            Edit(
                "apps/bot/turn/decide/discovery.py",
                "        return replace(searched(moment, query), features=AT_ONCE)\n",
                '        raise ZeroDivisionError("products per row")\n',
            ),
        ),
    ),
    Defect(
        name="bad-configuration",
        does="the deployment sets every shop to show one product and wait twenty seconds",
        strategy=2,
        edits=(
            Migrated(
                "bot",
                'migrations.RunSQL("UPDATE bot_agentconfiguration SET max_products_to_show = 1,'
                ' harmonization_wait_seconds = 20", migrations.RunSQL.noop),',
            ),
        ),
    ),
    Defect(
        name="wrong-price",
        does="prices are read ten per cent too high",
        strategy=3,
        edits=(
            Edit(
                "apps/catalog/selectors.py",
                "    SELECT product_id, id, sku, retailer_id, options::text, price, compare_at_price, stock\n",
                "    SELECT product_id, id, sku, retailer_id, options::text, round(price * 1.1, 2), compare_at_price, stock\n",
            ),
        ),
    ),
    Defect(
        name="half-fail",
        does="every other turn raises, in no enhancement's code",
        strategy=3,
        edits=(
            Edit(
                TURN,
                DECIDES,
                "    try:\n        if loaded.message_ids[0].int % 2:\n"
                '            raise RuntimeError("every other turn")\n'
                "        outcome = decide(loaded.turn, catalog, wordsmith)\n",
            ),
        ),
    ),
    Defect(
        name="slow",
        does="every turn takes three seconds more",
        strategy=3,
        edits=(Edit(TURN, DECIDES, "    time.sleep(3)\n{old}"),),
    ),
    Defect(
        name="no-worker",
        does="workers end at their start, after every check has passed",
        strategy=3,
        edits=(
            Edit(
                "config/celery.py",
                'app = Celery("wabot")\n',
                '{old}if "worker" in __import__("sys").argv:\n    import wabot_of_tomorrow  # noqa: F401\n',
            ),
        ),
    ),
    Defect(
        name="failed-migration",
        does="its migration fails halfway",
        strategy=0,
        edits=(
            Migrated(
                "bot",
                'migrations.RunSQL("ALTER TABLE bot_dialogue ADD COLUMN mood text", "ALTER TABLE bot_dialogue DROP COLUMN mood"),\n'
                "migrations.RunSQL(\"UPDATE bot_dialogue_of_tomorrow SET mood = 'good'\", migrations.RunSQL.noop),",
            ),
        ),
    ),
    Defect(
        name="corrupt-rows",
        does="its migration empties the lists that customers were shown and leaves some without a conversation",
        strategy=4,
        edits=(
            Migrated(
                "bot",
                'migrations.RunSQL("ALTER TABLE bot_referencecontext ALTER COLUMN items DROP NOT NULL"),\n'
                'migrations.RunSQL("UPDATE bot_referencecontext SET items = NULL"),\n'
                'migrations.RunSQL("UPDATE catalog_variant SET price = 0"),',
            ),
        ),
    ),
    Defect(
        name="one-way-and-failing",
        does="its migration drops what the old code reads, and its turns raise",
        strategy=4,
        edits=(
            Migrated("bot", 'migrations.RunSQL("ALTER TABLE bot_dialogue DROP COLUMN last_query"),'),
            Edit(
                TURN,
                DECIDES,
                '    try:\n        raise RuntimeError("of tomorrow")\n        outcome = decide(loaded.turn, catalog, wordsmith)\n',
            ),
        ),
    ),
)
BY_NAME = {defect.name: defect for defect in DEFECTS}
