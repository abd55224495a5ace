-- A role for those who submit: etl_submitter registers sources, marks them and reads the progress. It cannot load a record.
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
        ELSIF role = 'etl_reader' THEN
            GRANT SELECT ON tokens, token_transfers, token_transfers_with_tokens TO etl_reader;
            GRANT SELECT ON etl.sources, etl.batches, etl.rejects TO etl_reader;
        ELSE
            -- All but batches, which the loader notes, and submitted_at and retired_at, which a new source does not have.
            GRANT INSERT (source_id, uri, kind, format, columns, renames, delimiter, bytes, modified_at, batch_records,
                registered_at, fingerprint)
                ON etl.sources TO etl_submitter;
            GRANT SELECT, UPDATE (submitted_at, retired_at, fingerprint) ON etl.sources TO etl_submitter;
            GRANT SELECT ON etl.batches TO etl_submitter;
            -- The counts of rejects, and not the text of the records.
            GRANT SELECT (source_id, reason, field, line, lines) ON etl.rejects TO etl_submitter;
        END IF;
        EXECUTE format('GRANT SELECT ON etl.migrations TO %I', role);
        -- The last of all: it tells that the others are done.
        EXECUTE format('GRANT USAGE ON SCHEMA etl TO %I', role);
    END LOOP;
END $$;

COMMENT ON FUNCTION etl.grant_roles() IS
    'Makes etl_loader, etl_reader and etl_submitter where that is allowed, and grants them what they need.';

-- PostgreSQL lets everybody make temporary tables, functions in pg_temp and large objects. A role cannot be an exception to
-- what everybody may, so this takes it from PUBLIC: once, so that an administrator may give it back, and only where the
-- database holds no other tables, whose programs may need it. `etl migrate` prints the statements for what is left.
DO $$
DECLARE
    owner oid := (SELECT relowner FROM pg_class WHERE oid = 'tokens'::regclass);
    is_superuser bool := (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF EXISTS (SELECT FROM pg_class WHERE relkind IN ('r', 'p') AND relpersistence <> 't'
        AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace, 'pg_toast'::regnamespace,
            'etl'::regnamespace)
        AND pg_class.oid NOT IN ('tokens'::regclass, 'token_transfers'::regclass)
        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e'))
    THEN
        RETURN;
    END IF;
    IF is_superuser OR EXISTS (SELECT FROM pg_database WHERE datname = current_database()
        AND pg_has_role(datdba, 'USAGE'))
    THEN
        EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO %s', current_database(), owner::regrole);
        IF to_regrole('etl_loader') IS NOT NULL THEN
            EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO etl_loader', current_database());
        END IF;
        EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    END IF;
    IF is_superuser THEN
        REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
        EXECUTE format('GRANT USAGE ON LANGUAGE plpgsql, sql TO %s', owner::regrole);
        REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC;
    END IF;
END $$;
