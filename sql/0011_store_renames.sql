-- What the user calls the fields of a file by, where they have other names than the columns.
ALTER TABLE etl.sources ADD COLUMN renames text[];

COMMENT ON COLUMN etl.sources.columns IS 'The file''s header, with the names of renames replaced.';
COMMENT ON COLUMN etl.sources.renames IS 'NAME=COLUMN for each field that has another name in the file; NULL when none has.';
