-- What operators said of the whole house (`operations.…`), few among millions: the newest of a kind is looked up by
-- every host each second.
CREATE INDEX journal_record_operations ON journal_record (kind, "offset") WHERE kind LIKE 'operations.%';
