-- Where a row came from: its source and the record's number there, in eight bytes. The lowest 36 bits are the record's number, the 26 above
-- them the source's, and the next tells whether the source was submitted to replace what contradicts it. So the origins of sources that
-- replace are greater than those of others, and among themselves in the order of submission.
ALTER TABLE etl.sources
    ADD COLUMN number integer,
    ADD COLUMN on_conflict text NOT NULL DEFAULT 'keep' CHECK (on_conflict IN ('keep', 'replace')),
    ADD COLUMN removed_at timestamptz;

UPDATE etl.sources AS source SET number = ordered.number
FROM (SELECT source_id, row_number() OVER (ORDER BY registered_at, source_id) AS number FROM etl.sources) AS ordered
WHERE source.source_id = ordered.source_id;

ALTER TABLE etl.sources
    ALTER COLUMN number SET NOT NULL,
    ADD CONSTRAINT sources_number_key UNIQUE (number),
    ADD CONSTRAINT sources_number_fits_origins CHECK (number > 0 AND number < 1 << 26);

ALTER TABLE etl.sources ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval(pg_get_serial_sequence('etl.sources', 'number'), (SELECT coalesce(max(number), 0) + 1 FROM etl.sources), false);

COMMENT ON COLUMN etl.sources.number IS 'In the order of registration, with gaps; part of the origin of its rows.';
COMMENT ON COLUMN etl.sources.on_conflict IS
    'keep: a stored row with other content stays. replace: it gives way, unless its source replaces too and was registered later.';
COMMENT ON COLUMN etl.sources.removed_at IS 'When somebody took the source and its rows out; NULL otherwise.';

ALTER TABLE token_transfers ADD COLUMN origin bigint;
ALTER TABLE tokens ADD COLUMN origin bigint;

COMMENT ON COLUMN token_transfers.origin IS 'Source and record, see token_transfer_origins; NULL if an earlier version loaded the row.';
COMMENT ON COLUMN tokens.origin IS 'Source and record, see token_origins; NULL if an earlier version loaded the row.';

ALTER TABLE etl.batches
    ADD COLUMN first_record bigint,
    ADD COLUMN replaced integer NOT NULL DEFAULT 0;

COMMENT ON COLUMN etl.batches.first_record IS 'Number of its first record in the source, from 1; NULL of batches of earlier versions.';
COMMENT ON COLUMN etl.batches.replaced IS 'Records that took the place of a stored row with other content; part of loaded.';
-- Finds the batch of a row.
CREATE INDEX batches_first_record ON etl.batches (source_id, first_record);

COMMENT ON COLUMN etl.batches.loaded IS 'Records that this batch has stored, and that no other has replaced.';

CREATE VIEW token_transfer_origins AS
SELECT transfer.block_number, transfer.log_index, source.source_id, source.uri,
    transfer.origin & ((1::bigint << 36) - 1) AS record_number
FROM token_transfers AS transfer
LEFT JOIN etl.sources AS source ON source.number = (transfer.origin >> 36) & ((1 << 26) - 1);

CREATE VIEW token_origins AS
SELECT token.address, source.source_id, source.uri, token.origin & ((1::bigint << 36) - 1) AS record_number
FROM tokens AS token
LEFT JOIN etl.sources AS source ON source.number = (token.origin >> 36) & ((1 << 26) - 1);

COMMENT ON VIEW token_transfer_origins IS 'The source that each transfer was loaded from, and the number of its record there, from 1.';
COMMENT ON VIEW token_origins IS 'The source that each token was loaded from, and the number of its record there, from 1.';

CREATE OR REPLACE FUNCTION etl.grant_roles() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    role text;
    records_schema text := (SELECT nspname FROM pg_class JOIN pg_namespace AS namespace ON namespace.oid = relnamespace
        WHERE pg_class.oid = 'tokens'::regclass);
BEGIN
    FOREACH role IN ARRAY '{etl_loader,etl_reader,etl_submitter}'::text[] LOOP
        IF to_regrole(role) IS NULL THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', role);
            EXCEPTION
                -- The migration of another database has made it meanwhile.
                WHEN duplicate_object OR unique_violation THEN NULL;
                WHEN insufficient_privilege THEN CONTINUE;
            END;
        END IF;
        IF has_schema_privilege(role, 'etl', 'USAGE') THEN
            CONTINUE WHEN has_table_privilege(role, 'etl.taken_jobs', 'SELECT');
            PERFORM etl.grant_sightings(role);
            CONTINUE;
        END IF;
        -- Everybody has these unless somebody took them away; and then only an owner of database and schema can give them.
        BEGIN
            EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), role);
            EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', records_schema, role);
            IF role = 'etl_loader' THEN
                -- For staging tables.
                EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO etl_loader', current_database());
            END IF;
        EXCEPTION
            WHEN insufficient_privilege THEN NULL;
        END;
        IF role = 'etl_loader' THEN
            -- A transfer gets what it lacks, or gives way to that of a corrected export; a token's row gives way to one of a higher block.
            GRANT SELECT, INSERT,
                UPDATE (transaction_hash, token_address, from_address, to_address, value, block_timestamp, block_hash, origin)
                ON token_transfers TO etl_loader;
            GRANT SELECT, INSERT, UPDATE ON tokens TO etl_loader;
            GRANT INSERT (source_id, sequence, records, loaded, duplicates, rejected, repaired, skipped, checksum, is_last,
                source_bytes, least_block, greatest_block, first_record)
                ON etl.batches TO etl_loader;
            GRANT SELECT (source_id, sequence, checksum, first_record, records, skipped, loaded, duplicates, rejected),
                UPDATE (loaded, duplicates, completed, replaced, rejected) ON etl.batches TO etl_loader;
            GRANT SELECT (source_id, columns, batches, number, on_conflict, removed_at, retired_at), UPDATE (batches)
                ON etl.sources TO etl_loader;
            GRANT INSERT ON etl.rejects TO etl_loader;
        ELSIF role = 'etl_reader' THEN
            GRANT SELECT ON tokens, token_transfers, token_transfers_with_tokens, token_transfer_origins, token_origins
                TO etl_reader;
            GRANT SELECT ON etl.sources, etl.batches, etl.rejects TO etl_reader;
        ELSE
            -- All but batches, which the loader notes, the number, and the times of what a new source has not been through.
            GRANT INSERT (source_id, uri, kind, format, columns, renames, delimiter, bytes, modified_at, batch_records,
                registered_at, fingerprint, on_conflict)
                ON etl.sources TO etl_submitter;
            GRANT SELECT, UPDATE (submitted_at, retired_at, removed_at, fingerprint, on_conflict) ON etl.sources TO etl_submitter;
            GRANT SELECT ON etl.batches TO etl_submitter;
            -- The counts of rejects, and not the text of the records.
            GRANT SELECT (source_id, reason, field, line, lines) ON etl.rejects TO etl_submitter;
        END IF;
        PERFORM etl.grant_sightings(role);
        EXECUTE format('GRANT SELECT ON etl.migrations TO %I', role);
        -- The last of all: it tells that the others are done.
        EXECUTE format('GRANT USAGE ON SCHEMA etl TO %I', role);
    END LOOP;
END $$;

-- A role that has been granted everything else already.
DO $$ BEGIN
    IF to_regrole('etl_loader') IS NOT NULL AND has_schema_privilege('etl_loader', 'etl', 'USAGE') THEN
        GRANT UPDATE (transaction_hash, token_address, value, origin) ON token_transfers TO etl_loader;
        GRANT INSERT (first_record) ON etl.batches TO etl_loader;
        GRANT SELECT (first_record, records, skipped, loaded, duplicates, rejected), UPDATE (replaced) ON etl.batches TO etl_loader;
        GRANT SELECT (batches, number, on_conflict, removed_at, retired_at) ON etl.sources TO etl_loader;
    END IF;
    IF to_regrole('etl_reader') IS NOT NULL AND has_schema_privilege('etl_reader', 'etl', 'USAGE') THEN
        GRANT SELECT ON token_transfer_origins, token_origins TO etl_reader;
    END IF;
    IF to_regrole('etl_submitter') IS NOT NULL AND has_schema_privilege('etl_submitter', 'etl', 'USAGE') THEN
        GRANT INSERT (on_conflict), UPDATE (removed_at, on_conflict) ON etl.sources TO etl_submitter;
    END IF;
END $$;
