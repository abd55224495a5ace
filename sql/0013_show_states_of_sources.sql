-- The states of the sources without their names, for loaders, which count them for monitors. A loader may not read the sources
-- themselves. Only the dates of incomplete sources matter, so only of these are the batches read besides their keys.
CREATE VIEW etl.source_states AS
SELECT
    CASE WHEN is_complete THEN 'complete' WHEN retired_at IS NOT NULL THEN 'retired' ELSE 'in progress' END AS state,
    CASE WHEN NOT is_complete AND retired_at IS NULL THEN
        extract(epoch FROM now() - greatest(registered_at, submitted_at,
            (SELECT max(loaded_at) FROM etl.batches AS batch WHERE batch.source_id = counted.source_id)))::float8
    END AS seconds_without_progress
FROM (
    SELECT source_id, registered_at, submitted_at, retired_at, coalesce(batches = batches_done, false) AS is_complete
    FROM etl.sources LEFT JOIN (
        SELECT source_id, count(*) AS batches_done FROM etl.batches GROUP BY source_id
    ) AS done USING (source_id)
) AS counted;

COMMENT ON VIEW etl.source_states IS 'One row for each source, without its name: its state, and for how long nothing of it was loaded.';
COMMENT ON COLUMN etl.source_states.state IS 'complete, retired or in progress.';
COMMENT ON COLUMN etl.source_states.seconds_without_progress IS
    'Since its last batch was loaded, or since it was submitted; NULL unless it is in progress.';

-- Whoever may use the schema may count its sources: nobody else can reach the view.
GRANT SELECT ON etl.source_states TO PUBLIC;
