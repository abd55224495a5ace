-- What identifies the content of a source's file: a file may be replaced by another of the same size and time. The grants of
-- those who submit are in etl.grant_roles(), and readers have been granted the whole table.
ALTER TABLE etl.sources ADD COLUMN fingerprint text;

COMMENT ON COLUMN etl.sources.fingerprint IS
    'A hash of some of the file''s bytes. NULL of a source that an earlier version entered, until its file is submitted again.';
