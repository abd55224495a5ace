-- A record may know what the stored row of its key does not, for instance the time of a block. It completes the row, and is counted.
ALTER TABLE etl.batches ADD COLUMN completed integer NOT NULL DEFAULT 0;

COMMENT ON COLUMN etl.batches.completed IS 'Records that gave a stored row values which it lacked; part of duplicates.';
COMMENT ON COLUMN etl.batches.duplicates IS 'Records that were stored before with the same content, or with less.';

-- A role that has been granted everything else already; the next migration says what a new one gets.
DO $$ BEGIN
    IF to_regrole('etl_loader') IS NOT NULL AND has_schema_privilege('etl_loader', 'etl', 'USAGE') THEN
        GRANT UPDATE (from_address, to_address, block_timestamp, block_hash) ON token_transfers TO etl_loader;
        GRANT UPDATE (completed) ON etl.batches TO etl_loader;
    END IF;
END $$;
