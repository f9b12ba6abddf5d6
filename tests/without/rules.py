"""What is taken out for each rule of the journal, and which test must fail then."""

from dataclasses import dataclass

EDGE = "packages/edge/src/wabot_edge"
PROJECTING = "apps/messaging/services/projecting"
SENDING = "apps/messaging/services/sending"


@dataclass(frozen=True, slots=True)
class Without:
    """In `file` the text `there` gives way to `instead`; `test` is what fails without it."""

    rule: int
    what: str
    file: str
    there: str
    instead: str
    test: str
    drill: bool = False


RULES: tuple[Without, ...] = (
    Without(
        2,
        "offsets are given under a lock held until the commit",
        f"{EDGE}/journal/sql/0001.sql",
        """BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('wabot.journal.append'));
    RETURN QUERY""",
        """BEGIN
    RETURN QUERY""",
        "packages/edge/tests/journal/test_order.py::test_a_reader_never_steps_over_a_writer_that_is_not_done",
    ),
    Without(
        4,
        "pruning waits for every kept backup",
        f"{EDGE}/journal/pruning.py",
        "limits = [*read_up_to, *([row[0]] if row and row[0] is not None else [])]",
        "limits = [*read_up_to]",
        "packages/edge/tests/journal/test_order.py::test_pruning_leaves_what_a_reader_or_a_backup_still_needs",
    ),
    Without(
        4,
        "unknown kinds are parked, never stepped over in silence",
        f"{PROJECTING}/batch.py",
        "            raise UnknownKind(kind=record.kind, version=record.schema_version)\n\n\ndef _sort_change",
        "            return\n\n\ndef _sort_change",
        "tests/integration/test_projecting.py::test_a_poisonous_record_is_parked_and_the_partition_goes_on",
    ),
    Without(
        4,
        "an offset of another journal is not read on from",
        f"{PROJECTING}/partitions.py",
        "    if row.offset > head:",
        "    if False:",
        "tests/integration/test_projecting.py::test_offsets_of_another_journal_are_not_read_on_from",
    ),
    Without(
        5,
        "the offset moves in the transaction that writes the rows",
        f"{PROJECTING}/projector.py",
        "            advance(name=self.name, to=moved, now=now)\n",
        "",
        "tests/integration/test_projecting.py::test_rows_and_offset_are_written_together_or_not_at_all",
    ),
    Without(
        5,
        "a partition has one reader",
        f"{PROJECTING}/partitions.py",
        """        if cursor.rowcount != len(to):
            raise LeaseLost(set(to))""",
        "        pass",
        "tests/integration/test_projecting.py::test_one_that_lost_its_lease_writes_nothing",
    ),
    Without(
        5,
        "foreign keys are checked at the record's savepoint",
        f"{PROJECTING}/projector.py",
        'cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")',
        "pass",
        "tests/integration/test_projecting.py::test_an_intent_that_names_a_conversation_nobody_knows_is_parked",
    ),
    Without(
        6,
        "ids follow from what happened",
        "apps/messaging/ids.py",
        '    return time_ordered_id(at, "conversation", str(customer_id), str(first_message_id))',
        "    return __import__('uuid').uuid4()",
        "tests/integration/test_projecting.py::test_an_empty_database_is_filled_from_the_journal_with_the_same_ids",
    ),
    Without(
        7,
        "row-level security binds the web's role",
        "apps/tenants/isolation.py",
        "USING ({own}) WITH CHECK ({own})",
        "USING (true) WITH CHECK (true)",
        "apps/tenants/tests/test_isolation.py::test_a_web_request_of_alices_shop_sees_alices_rows_alone",
    ),
    Without(
        7,
        "the owner of the tables is bound by no policy",
        "apps/tenants/isolation.py",
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;",
        "apps/tenants/tests/test_isolation.py::test_a_data_migration_changes_every_shops_rows",
    ),
    Without(
        8,
        "a turn is committed only if nothing more was said",
        "apps/bot/services/commit_turn.py",
        "if still_open != loaded.message_ids or conversation.status",
        "if conversation.status",
        "tests/integration/test_bursts.py::test_a_message_that_comes_while_the_bot_thinks_is_not_left_out",
    ),
    Without(
        8,
        "work is claimed tenant by tenant",
        "apps/bot/services/harmonization.py",
        "ORDER BY d.tenant_id, d.due_at LIMIT 1",
        "ORDER BY d.due_at LIMIT 1",
        "tests/integration/test_bursts.py::test_a_busy_shop_does_not_keep_the_others_waiting",
    ),
    Without(
        8,
        "two workers never take the same turn",
        "apps/bot/services/harmonization.py",
        " AND (d.lease_until IS NULL OR d.lease_until < %(now)s) AND {where}",
        " AND {where}",
        "tests/integration/test_bursts.py::test_two_workers_never_take_the_same_turn",
    ),
    Without(
        9,
        "the intent stands before the call",
        f"{SENDING}/claiming.py",
        "    return claim(journal, wanted).outcome",
        "    return ClaimOutcome.CLAIMED",
        "tests/integration/test_effects.py::test_the_intent_stands_in_the_journal_before_whatsapp_is_called",
    ),
    Without(
        9,
        "a part is claimed once",
        f"{EDGE}/journal/sql/0001.sql",
        "FROM journal_effect e WHERE e.effect_id = effect AND e.part = effect_part;",
        "FROM journal_effect e WHERE false;",
        "packages/edge/tests/journal/test_claims.py::test_a_reply_brought_back_by_a_restore_cannot_be_claimed_again",
    ),
    Without(
        9,
        "an inbound message is answered once",
        f"{EDGE}/journal/sql/0001.sql",
        "WHERE a.inbound_id = ANY (answers) AND a.effect_id <> effect LIMIT 1;",
        "WHERE false LIMIT 1;",
        "tests/integration/test_effects.py::test_a_turn_taken_anew_after_a_restore_answers_nobody_twice",
    ),
    Without(
        10,
        "a lost answer is not taken for a refusal",
        "apps/messaging/whatsapp/graph.py",
        '            return Answer(CallEnd.LOST, error={"message": f"{type(error).__name__}: {error}"})',
        '            return Answer(CallEnd.NOT_SENT, error={"message": f"{type(error).__name__}: {error}"})',
        "tests/integration/test_effects.py::test_a_lost_answer_is_not_sent_again_by_itself",
    ),
    Without(
        10,
        "a status settles what is uncertain",
        f"{PROJECTING}/statuses.py",
        "    _settle_uncertain(told)\n",
        "",
        "tests/integration/test_effects.py::test_a_lost_answer_is_settled_by_the_status_that_names_it",
    ),
    Without(
        10,
        "a sender that died mid-call leaves an uncertain send",
        f"{SENDING}/recovering.py",
        "            _call_lost(journal, row, now)\n",
        "            row.attempts = 0\n",
        "tests/integration/test_effects.py::test_a_sender_killed_during_the_call_leaves_an_uncertain_send",
    ),
    Without(
        11,
        "a switch is looked at again before the claim",
        f"{SENDING}/picking.py",
        "        reasons = refused(rows)\n",
        "        reasons: dict[int, str] = {}\n",
        "tests/integration/test_effects.py::test_a_reply_whose_feature_was_switched_off_is_taken_back_and_thought_over",
    ),
)
