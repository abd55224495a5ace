-- The ledger can forget batches, so that they are loaded again: those of a source that is removed, and those of others whose records
-- may have been left out of the tables in favour of its rows. Rows of forgotten batches stay until the batch or a removal finds them.
ALTER TABLE etl.sources
    ADD COLUMN forgotten_at timestamptz,
    ADD COLUMN forgotten_blocks int8range;

COMMENT ON COLUMN etl.sources.forgotten_at IS
    'When the ledger last forgot batches of the source; with submitted_at NULL, nobody has submitted it since then.';
COMMENT ON COLUMN etl.sources.forgotten_blocks IS
    'A range with all blocks of batches that the ledger has ever forgotten; while a removal goes on, those where it has yet to look.';
