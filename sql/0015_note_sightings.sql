-- What is known of a source beside its batches: which process has it in hand, or what it waits for. Extractors have no
-- database. They report over the queues, and loaders note it here.
CREATE TABLE etl.sightings (
    source_id uuid PRIMARY KEY REFERENCES etl.sources ON DELETE CASCADE,
    activity text NOT NULL,
    reason text,
    process text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE etl.sightings IS 'The last report of a process about a source.';
COMMENT ON COLUMN etl.sightings.activity IS
    'checking or reading: an extractor has it in hand. waiting: its job is in the waiting queue. replayed: dead letters of it were.';
COMMENT ON COLUMN etl.sightings.reason IS 'What it waits for.';
COMMENT ON COLUMN etl.sightings.process IS 'The host and the number of the process.';

-- Work queues keep the order of their messages, and a report follows the batches that were published before it. So a source
-- whose last sign of life is older than this has no message in a queue.
CREATE TABLE etl.taken_jobs (
    is_only bool PRIMARY KEY DEFAULT true CHECK (is_only),
    published_until timestamptz NOT NULL
);

COMMENT ON TABLE etl.taken_jobs IS 'One row: extractors have taken every job that was published before this time.';

-- As in 0013, with one column more.
CREATE OR REPLACE VIEW etl.source_states AS
SELECT state, extract(epoch FROM now() - last_progress)::float8 AS seconds_without_progress,
    extract(epoch FROM (SELECT published_until FROM etl.taken_jobs) - greatest(last_progress, seen_at))::float8
        AS seconds_overtaken
FROM (
    SELECT
        CASE WHEN is_complete THEN 'complete' WHEN retired_at IS NOT NULL THEN 'retired' ELSE 'in progress' END AS state,
        CASE WHEN NOT is_complete AND retired_at IS NULL THEN
            greatest(registered_at, submitted_at,
                (SELECT max(loaded_at) FROM etl.batches AS batch WHERE batch.source_id = counted.source_id))
        END AS last_progress,
        CASE WHEN NOT is_complete AND retired_at IS NULL THEN seen_at END AS seen_at
    FROM (
        SELECT source_id, registered_at, submitted_at, retired_at, seen_at,
            coalesce(batches = batches_done, false) AS is_complete
        FROM etl.sources LEFT JOIN (
            SELECT source_id, count(*) AS batches_done FROM etl.batches GROUP BY source_id
        ) AS done USING (source_id) LEFT JOIN etl.sightings USING (source_id)
    ) AS counted
) AS dated;

COMMENT ON COLUMN etl.source_states.seconds_overtaken IS
    'By how much the youngest job taken by an extractor is younger than its last progress and sighting; NULL unless it is in progress.';

-- A role that had its privileges before this migration lacks those on the new tables. etl.grant_roles(), of 0018, gives it
-- these alone.
CREATE FUNCTION etl.grant_sightings(role text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF role = 'etl_loader' THEN
        GRANT SELECT, INSERT, UPDATE ON etl.sightings TO etl_loader;
        GRANT SELECT, INSERT, UPDATE ON etl.taken_jobs TO etl_loader;
    ELSE
        EXECUTE format('GRANT SELECT ON etl.sightings, etl.taken_jobs TO %I', role);
    END IF;
END $$;

COMMENT ON FUNCTION etl.grant_sightings(text) IS 'Grants a role what it needs of the sightings.';

REVOKE ALL ON FUNCTION etl.grant_sightings(text) FROM PUBLIC;
