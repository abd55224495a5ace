-- What operators have done: a row before the act, and its results after it. Rows are only added, so that nobody can take back what is there.
CREATE TABLE etl.actions (
    action_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    begun_at timestamptz NOT NULL DEFAULT statement_timestamp(),
    actor text NOT NULL,
    known_by text NOT NULL CHECK (known_by IN ('system', 'link', 'login', 'proxy')),
    address text NOT NULL,
    verb text NOT NULL,
    selection text NOT NULL,
    subjects text[] NOT NULL,
    reason text
);

COMMENT ON TABLE etl.actions IS 'What operators have done, or begun to do: by commands and in the console.';
COMMENT ON COLUMN etl.actions.actor IS 'Who: a user of the operating system, or of the console.';
COMMENT ON COLUMN etl.actions.known_by IS
    'system: the user who runs a command. link: whoever opened the one-time link of a console. login: a password. proxy: a proxy vouches.';
COMMENT ON COLUMN etl.actions.address IS 'Where from: the name of a machine, or the address of a browser.';
COMMENT ON COLUMN etl.actions.verb IS 'The command that does the same: dead-letters replay, sources retire, …';
COMMENT ON COLUMN etl.actions.selection IS 'What was asked for, as the command has it.';
COMMENT ON COLUMN etl.actions.subjects IS 'The ids that were asked for, at most 10,000; empty if the selection names none.';
COMMENT ON COLUMN etl.actions.reason IS 'Why, if somebody wrote that.';

CREATE TABLE etl.action_results (
    action_id bigint NOT NULL REFERENCES etl.actions,
    at timestamptz NOT NULL DEFAULT statement_timestamp(),
    subject text,
    outcome text NOT NULL CHECK (outcome IN ('done', 'failed', 'partly')),
    detail text NOT NULL,
    source_id uuid,
    sequence integer
);

CREATE INDEX action_results_action_id ON etl.action_results (action_id);

COMMENT ON TABLE etl.action_results IS 'What became of actions. An action without a result of the whole is under way, or was interrupted.';
COMMENT ON COLUMN etl.action_results.subject IS 'An id; NULL for the action as a whole, which has ended then.';
COMMENT ON COLUMN etl.action_results.outcome IS 'partly: some of the subjects failed.';
COMMENT ON COLUMN etl.action_results.detail IS 'What was done, or why not.';
COMMENT ON COLUMN etl.action_results.source_id IS 'The source of a letter that was replayed, if known: etl.batches tells whether its batch was loaded since.';
COMMENT ON COLUMN etl.action_results.sequence IS 'The batch of such a letter; NULL for an extract job.';

-- A role for the console: it reads what etl_reader reads, and adds to the log. What its operators may do beside that, its login is granted.
ALTER FUNCTION etl.grant_roles() RENAME TO grant_stages;
COMMENT ON FUNCTION etl.grant_stages() IS 'Makes etl_loader, etl_reader and etl_submitter where that is allowed, and grants them what they need.';

CREATE FUNCTION etl.grant_roles() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    role text;
BEGIN
    PERFORM etl.grant_stages();
    IF to_regrole('etl_console') IS NULL THEN
        BEGIN
            CREATE ROLE etl_console NOLOGIN;
        EXCEPTION
            -- The migration of another database has made it meanwhile.
            WHEN duplicate_object OR unique_violation THEN NULL;
            WHEN insufficient_privilege THEN NULL;
        END;
    END IF;
    FOREACH role IN ARRAY '{etl_reader,etl_submitter,etl_console}'::text[] LOOP
        CONTINUE WHEN to_regrole(role) IS NULL 
            OR has_schema_privilege(role, 'etl', 'USAGE') AND has_table_privilege(role, 'etl.action_results', 'SELECT');
        IF role = 'etl_console' THEN
            BEGIN
                EXECUTE format('GRANT CONNECT ON DATABASE %I TO etl_console', current_database());
                EXECUTE format('GRANT USAGE ON SCHEMA %I TO etl_console',
                    (SELECT nspname FROM pg_class JOIN pg_namespace AS namespace ON namespace.oid = relnamespace
                        WHERE pg_class.oid = 'tokens'::regclass));
            EXCEPTION
                WHEN insufficient_privilege THEN NULL;
            END;
            GRANT SELECT ON tokens, token_transfers, token_transfers_with_tokens, token_transfer_origins, token_origins,
                etl.sources, etl.batches, etl.rejects, etl.sightings, etl.taken_jobs, etl.bulk_phases, etl.migrations TO etl_console;
            GRANT USAGE ON SCHEMA etl TO etl_console;
        END IF;
        EXECUTE format('GRANT SELECT ON etl.actions TO %I', role);
        IF role <> 'etl_reader' THEN
            EXECUTE format('GRANT INSERT (actor, known_by, address, verb, selection, subjects, reason) ON etl.actions TO %I', role);
            EXECUTE format('GRANT INSERT (action_id, subject, outcome, detail, source_id, sequence) ON etl.action_results TO %I', role);
        END IF;
        -- The last of all: it tells that the others are done.
        EXECUTE format('GRANT SELECT ON etl.action_results TO %I', role);
    END LOOP;
END $$;

COMMENT ON FUNCTION etl.grant_roles() IS 'Makes the roles where that is allowed, and grants them what they need.';
