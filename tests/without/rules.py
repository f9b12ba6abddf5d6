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


RULES: tuple[Without, ...] = (
    Without(
        1,
        "a body is split by entry and change",
        f"{EDGE}/intake/splitting.py",
        "        parts = _parts(envelope)\n",
        "        parts = [_Part(Kind.UNROUTED, None)]\n",
        "packages/edge/tests/intake/test_splitting.py::test_each_change_goes_to_the_partition_of_its_own_number",
    ),
    Without(
        1,
        "what cannot be split is kept whole, as unrouted",
        f"{EDGE}/intake/splitting.py",
        "        parts, bodies = [_Part(Kind.UNROUTED, None)], [body]\n",
        "        parts, bodies = [], []\n",
        "packages/edge/tests/intake/test_splitting.py::test_what_cannot_be_split_is_kept_whole_and_unrouted",
    ),
    Without(
        1,
        "one odd change does not take the others along",
        f"{EDGE}/intake/splitting.py",
        "                part = _Part(Kind.UNROUTED, entry, change)\n",
        '                raise ValueError("odd")\n',
        "packages/edge/tests/intake/test_splitting.py::test_one_odd_change_does_not_hold_up_the_other_customers",
    ),
    Without(
        1,
        "the app secrets are a list",
        f"{EDGE}/intake/signature.py",
        "        for keyed in self._keyed:\n",
        "        for keyed in self._keyed[:1]:\n",
        "packages/edge/tests/intake/test_process.py::test_both_secrets_are_valid_while_one_is_replaced",
    ),
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
        3,
        "the spool is bounded",
        f"{EDGE}/intake/spool.py",
        "        return self.size_bytes + more_bytes <= self.limit_bytes\n",
        "        return True\n",
        "packages/edge/tests/intake/test_spool.py::test_it_never_takes_more_than_its_limit",
    ),
    Without(
        3,
        "what cannot be kept is asked for again",
        f"{EDGE}/intake/application.py",
        "return (await self._whatsapp.take(scope, receive)) or COME_AGAIN",
        "return (await self._whatsapp.take(scope, receive)) or response(200)",
        "packages/edge/tests/intake/test_application.py::test_a_webhook_that_cannot_be_kept_is_asked_for_again",
    ),
    Without(
        3,
        "messages stand in the order of WhatsApp's time",
        "apps/messaging/models.py",
        'ordering = ["created_at", "journal_offset", "journal_index"]',
        'ordering = ["journal_offset", "journal_index"]',
        "tests/integration/test_projecting.py::test_messages_stand_in_the_order_of_whatsapps_time_whenever_they_came",
    ),
    Without(
        3,
        "a turn reads them in that order, however late they came",
        "apps/bot/services/load_turn.py",
        "ORDER BY created_at, journal_offset, journal_index",
        "ORDER BY journal_offset, journal_index",
        "tests/integration/test_bursts.py::test_what_a_spool_brings_late_is_read_where_it_was_written",
    ),
    Without(
        4,
        "pruning waits for every kept backup",
        f"{EDGE}/journal/sql/0004.sql",
        "                       (SELECT min(k.from_offset) - 1 FROM journal_keep k),\n",
        "",
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
        'derived_rows("SET CONSTRAINTS ALL IMMEDIATE")',
        "derived_rows()",
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
        "if open_message_ids(conversation.pk) != loaded.message_ids:",
        "if False:",
        "tests/integration/test_bursts.py::test_a_message_that_comes_while_the_bot_thinks_is_not_left_out",
    ),
    Without(
        8,
        "work is claimed tenant by tenant",
        "apps/bot/services/harmonization.py",
        'self._next("d.tenant_id > %(served)s", now) or',
        'self._next("true", now) or',
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
        f"{EDGE}/journal/sql/0002.sql",
        "FROM journal_effect e WHERE e.effect_id = effect AND e.part = effect_part;",
        "FROM journal_effect e WHERE false;",
        "packages/edge/tests/journal/test_claims.py::test_a_reply_brought_back_by_a_restore_cannot_be_claimed_again",
    ),
    Without(
        9,
        "an inbound message is answered once",
        f"{EDGE}/journal/sql/0002.sql",
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
    Without(
        12,
        "a file is kept under the digest of its content",
        "apps/messaging/services/media/store.py",
        "        return self._digest.hexdigest()\n",
        '        return self.path.name.encode().hex().ljust(64, "0")[:64]\n',
        "tests/integration/test_media.py::test_a_picture_is_fetched_over_a_real_socket_and_kept_under_its_digest",
    ),
    Without(
        12,
        "media are found in the store when WhatsApp has them no longer",
        "apps/messaging/services/media/fetching.py",
        "if not keep_known(claim, store=self.store, now=self.clock()):",
        "if True:",
        "tests/integration/test_media.py::test_after_a_restore_a_file_that_whatsapp_has_no_longer_is_found_in_the_store",
    ),
    Without(
        12,
        "nobody but the eraser changes a record",
        f"{EDGE}/journal/sql/0002.sql",
        """CREATE TRIGGER journal_record_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_record
FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse_change();
""",
        "",
        "packages/edge/tests/journal/test_erasing.py::test_nobody_changes_or_deletes_records_by_hand",
    ),
    Without(
        12,
        "erasure tombstones the journal's bodies",
        f"{EDGE}/journal/sql/0002.sql",
        "    UPDATE journal_record r SET body = e.body, headers",
        "    UPDATE journal_record r SET headers",
        "tests/integration/test_erasure.py::test_reading_the_whole_journal_again_brings_nothing_back",
    ),
    Without(
        12,
        "who was erased is erased again after a restore",
        "apps/operations/services/erasure/erase.py",
        "    matcher = Matcher(erasing.entries(journal), name_keys())\n",
        "    matcher = Matcher([], name_keys())\n",
        "tests/integration/test_erasure_again.py::test_a_database_brought_back_with_her_in_it_is_erased_again",
    ),
)
