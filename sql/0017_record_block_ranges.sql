-- The blocks that a batch reaches, for the question which blocks are loaded and which are missing. It costs no look at the records.
ALTER TABLE etl.batches
    ADD COLUMN least_block bigint,
    ADD COLUMN greatest_block bigint,
    ADD CONSTRAINT batches_have_both_blocks_or_neither
        CHECK ((least_block IS NULL) = (greatest_block IS NULL) AND least_block <= greatest_block);

COMMENT ON COLUMN etl.batches.least_block IS
    'Least block of its records, without those that the transformer rejected; NULL of none, and of batches of earlier versions.';
COMMENT ON COLUMN etl.batches.greatest_block IS 'Greatest block of the same records.';

-- A role that has been granted everything else already; the next migration says what a new one gets.
DO $$ BEGIN
    IF to_regrole('etl_loader') IS NOT NULL AND has_schema_privilege('etl_loader', 'etl', 'USAGE') THEN
        GRANT INSERT (least_block, greatest_block) ON etl.batches TO etl_loader;
    END IF;
END $$;
