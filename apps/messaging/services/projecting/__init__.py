"""From the journal's records to rows: idempotent, in the order of offsets, each record at most parked, never lost."""
