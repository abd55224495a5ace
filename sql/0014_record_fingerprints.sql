-- What identifies the content of a source's file: a file may be replaced by another of the same size and time. No role needs
-- a grant: only owners enter sources, and readers have been granted the whole table.
ALTER TABLE etl.sources ADD COLUMN fingerprint text;

COMMENT ON COLUMN etl.sources.fingerprint IS
    'A hash of some of the file''s bytes. NULL of a source that an earlier version entered, until its file is submitted again.';
