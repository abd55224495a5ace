-- A source may hold records of other kinds among its own. They are passed over, and counted.
ALTER TABLE etl.batches ADD COLUMN skipped integer NOT NULL DEFAULT 0;

COMMENT ON COLUMN etl.batches.skipped IS 'Records of other kinds that lay among those of the batch; no part of records.';

-- What a reject's text has to be taken apart by.
ALTER TABLE etl.sources ADD COLUMN delimiter text NOT NULL DEFAULT ',';

COMMENT ON COLUMN etl.sources.delimiter IS 'The character between fields, where the format has one.';

-- What is in a directory that is watched is asked for by its names.
-- Its entries are hashes: a name may be longer than those of an ordinary index.
CREATE INDEX sources_uri ON etl.sources USING hash (uri);

CREATE OR REPLACE FUNCTION etl.grant_roles() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    role text;
    records_schema text := (SELECT nspname FROM pg_class JOIN pg_namespace AS namespace ON namespace.oid = relnamespace
        WHERE pg_class.oid = 'tokens'::regclass);
BEGIN
    FOREACH role IN ARRAY '{etl_loader,etl_reader}'::text[] LOOP
        IF to_regrole(role) IS NULL THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', role);
            EXCEPTION
                -- The migration of another database has made it meanwhile.
                WHEN duplicate_object OR unique_violation THEN NULL;
                WHEN insufficient_privilege THEN CONTINUE;
            END;
        END IF;
        CONTINUE WHEN has_schema_privilege(role, 'etl', 'USAGE');
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
            -- A transfer is stored once and never changed; a token's row gives way to one of a higher block.
            GRANT SELECT, INSERT ON token_transfers TO etl_loader;
            GRANT SELECT, INSERT, UPDATE ON tokens TO etl_loader;
            GRANT INSERT (source_id, sequence, records, loaded, duplicates, rejected, repaired, skipped, checksum, is_last,
                source_bytes)
                ON etl.batches TO etl_loader;
            GRANT SELECT (source_id, sequence, checksum), UPDATE (loaded, duplicates, rejected) ON etl.batches TO etl_loader;
            GRANT SELECT (source_id, columns), UPDATE (batches) ON etl.sources TO etl_loader;
            GRANT INSERT ON etl.rejects TO etl_loader;
            GRANT SELECT ON etl.migrations TO etl_loader;
        ELSE
            GRANT SELECT ON tokens, token_transfers, token_transfers_with_tokens TO etl_reader;
            GRANT SELECT ON etl.sources, etl.batches, etl.rejects, etl.migrations TO etl_reader;
        END IF;
        -- The last of all: it tells that the others are done.
        EXECUTE format('GRANT USAGE ON SCHEMA etl TO %I', role);
    END LOOP;
END $$;

-- A role that has been granted everything else already.
DO $$ BEGIN
    IF to_regrole('etl_loader') IS NOT NULL AND has_schema_privilege('etl_loader', 'etl', 'USAGE') THEN
        GRANT INSERT (skipped) ON etl.batches TO etl_loader;
    END IF;
END $$;
