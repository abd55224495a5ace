-- `etl follow --tokens` looks at the transfers of loaded blocks for contracts that tokens lacks. It notes how far it has come, so that the
-- next one does not look at all blocks again.
CREATE TABLE etl.token_looks (
    genesis     text        PRIMARY KEY,
    first_block bigint      NOT NULL,
    next_block  bigint      NOT NULL,
    looked_at   timestamptz NOT NULL DEFAULT now(),
    CHECK (first_block >= 0 AND next_block >= first_block)
);

COMMENT ON TABLE etl.token_looks IS 'Blocks whose transfers name no contract that is neither in tokens nor in a source of tokens.';
COMMENT ON COLUMN etl.token_looks.genesis IS 'Hash of block 0 of their chain.';
COMMENT ON COLUMN etl.token_looks.next_block IS 'The first block after them.';
COMMENT ON COLUMN etl.token_looks.looked_at IS 'Of what was removed or retired since then, nothing is known.';

-- etl.grant_roles(), of 0018, calls it for a role that has no privileges yet.
CREATE OR REPLACE FUNCTION etl.grant_sightings(role text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF role = 'etl_loader' THEN
        GRANT SELECT, INSERT, UPDATE ON etl.sightings TO etl_loader;
        GRANT SELECT, INSERT, UPDATE ON etl.taken_jobs TO etl_loader;
        GRANT SELECT ON etl.bulk_phases TO etl_loader;
    ELSE
        EXECUTE format('GRANT SELECT ON etl.sightings, etl.taken_jobs, etl.bulk_phases, etl.token_looks TO %I', role);
    END IF;
    IF role = 'etl_submitter' THEN
        GRANT INSERT, UPDATE ON etl.token_looks TO etl_submitter;
        -- Which contracts have transfers, and which of them tokens has: not what they are.
        GRANT SELECT (block_number, token_address) ON token_transfers TO etl_submitter;
        GRANT SELECT (address) ON tokens TO etl_submitter;
    END IF;
END $$;

COMMENT ON FUNCTION etl.grant_sightings(text) IS 'Grants a role what it needs of the sightings, the bulk phases and the looks for tokens.';

-- A role that has been granted everything else already.
DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY '{etl_loader,etl_reader,etl_submitter}'::text[] LOOP
        IF to_regrole(role) IS NOT NULL AND has_schema_privilege(role, 'etl', 'USAGE') THEN
            PERFORM etl.grant_sightings(role);
        END IF;
    END LOOP;
END $$;
