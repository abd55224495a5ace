-- Roles for users who should not be the owner of everything: etl_loader is what the loader needs and no more, etl_reader reads.
-- Neither can log in; an administrator grants them to users who can.
--
-- Roles belong to the whole cluster, so another database may have made them already, and the user of a migration may not be
-- allowed to make any. Then an administrator makes them, and the next migration grants them what they need: each calls this
-- function when it is done. What they have is left alone, since a GRANT writes to the catalogue even if nothing changes.
CREATE FUNCTION etl.grant_roles() RETURNS void LANGUAGE plpgsql AS $$
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
            GRANT INSERT (source_id, sequence, records, loaded, duplicates, rejected, repaired, checksum, is_last, source_bytes)
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

COMMENT ON FUNCTION etl.grant_roles() IS 'Makes etl_loader and etl_reader where that is allowed, and grants them what they need.';

REVOKE ALL ON FUNCTION etl.grant_roles() FROM PUBLIC;
