-- A table in its bulk phase has no key: loaders copy rows as they come, and what the key would have refused is settled when the phase ends.
-- See docs/decisions/0029-a-first-load-without-its-key.md.
CREATE TABLE etl.bulk_phases (
    kind text PRIMARY KEY,
    started_by text NOT NULL CHECK (started_by IN ('run', 'operator')),
    was_empty boolean NOT NULL,
    indexes text[] NOT NULL,
    other_indexes text[] NOT NULL,
    started_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    settled_at timestamptz[] NOT NULL DEFAULT '{}',
    ended_at timestamptz
);

COMMENT ON TABLE etl.bulk_phases IS 'Tables without their key: until ended_at, a key may have several rows.';
COMMENT ON COLUMN etl.bulk_phases.kind IS 'The table.';
COMMENT ON COLUMN etl.bulk_phases.started_by IS 'run: etl run ends it itself. operator: etl bulk finish does.';
COMMENT ON COLUMN etl.bulk_phases.was_empty IS 'Whether the table had no row when the phase began.';
COMMENT ON COLUMN etl.bulk_phases.indexes IS 'Names of the indexes for queries that it had, which are built after the key, beside loads.';
COMMENT ON COLUMN etl.bulk_phases.other_indexes IS 'Statements for all others, which are built together with the key.';
COMMENT ON COLUMN etl.bulk_phases.settled_at IS 'When attempts to end it have begun to settle repeated keys.';
COMMENT ON COLUMN etl.bulk_phases.ended_at IS 'When the key was back; the row goes with the last index.';

-- The end of a phase tells by it which rows came before the phase, and which came after an interrupted end. now() would be the start of the
-- transaction, which may have waited for that.
ALTER TABLE etl.batches ALTER COLUMN loaded_at SET DEFAULT statement_timestamp();

-- etl.grant_roles(), of 0018, calls it for a role that has no privileges yet.
CREATE OR REPLACE FUNCTION etl.grant_sightings(role text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF role = 'etl_loader' THEN
        GRANT SELECT, INSERT, UPDATE ON etl.sightings TO etl_loader;
        GRANT SELECT, INSERT, UPDATE ON etl.taken_jobs TO etl_loader;
        GRANT SELECT ON etl.bulk_phases TO etl_loader;
    ELSE
        EXECUTE format('GRANT SELECT ON etl.sightings, etl.taken_jobs, etl.bulk_phases TO %I', role);
    END IF;
END $$;

COMMENT ON FUNCTION etl.grant_sightings(text) IS 'Grants a role what it needs of the sightings and of the bulk phases.';

-- A role that has been granted everything else already.
DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY '{etl_loader,etl_reader,etl_submitter}'::text[] LOOP
        IF to_regrole(role) IS NOT NULL AND has_schema_privilege(role, 'etl', 'USAGE') THEN
            EXECUTE format('GRANT SELECT ON etl.bulk_phases TO %I', role);
        END IF;
    END LOOP;
END $$;
