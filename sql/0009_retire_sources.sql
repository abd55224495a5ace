-- A source that cannot be finished, for instance because its file is gone. An operator takes it out of what is still to be
-- loaded; its rows stay. Only owners retire sources, and readers have been granted the whole table, so no role needs a grant.
ALTER TABLE etl.sources ADD COLUMN retired_at timestamptz;

COMMENT ON COLUMN etl.sources.retired_at IS
    'When an operator gave the source up; NULL before, and again after it was submitted anew. Without meaning once all of it is loaded.';
