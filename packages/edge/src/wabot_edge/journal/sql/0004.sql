-- As before, but of what lies in front no more than `at_once` records are looked at: those that are too young yet
-- are not all read each night to find that none is old. The clocks of intakes differ, and a spooled record comes
-- late, so some of these may stay; whoever prunes goes on until nothing went. (Made anew rather than replaced: its
-- owner may not call it, and so may not replace it either.)
DROP FUNCTION journal_prune(timestamptz, bigint, integer);
CREATE FUNCTION journal_prune(before timestamptz, up_to bigint, at_once integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM journal_record WHERE "offset" IN (
        SELECT front."offset" FROM (
            SELECT r."offset", r.received_at FROM journal_record r
             WHERE r."offset" <= least(
                       up_to,
                       (SELECT min(k.from_offset) - 1 FROM journal_keep k),
                       (SELECT max(n."offset") - 1 FROM journal_record n))
             ORDER BY r."offset" LIMIT at_once) front
         WHERE front.received_at < before);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END
$$;

DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION journal_prune(timestamptz, bigint, integer) SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('REVOKE ALL ON FUNCTION journal_prune(timestamptz, bigint, integer) FROM PUBLIC, %I', current_user);
    GRANT EXECUTE ON FUNCTION journal_prune(timestamptz, bigint, integer) TO wabot_eraser;
END $$;
