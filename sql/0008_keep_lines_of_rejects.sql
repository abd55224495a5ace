-- Where a record that is too long, or holds other records, is in its file.
ALTER TABLE etl.rejects ADD COLUMN line bigint, ADD COLUMN lines integer;

COMMENT ON COLUMN etl.rejects.line IS 'First line of a record that is too long or holds other records; NULL for any other.';
COMMENT ON COLUMN etl.rejects.lines IS 'Number of its lines.';

-- Every look at the progress of sources asks for these few.
CREATE INDEX rejects_holding_records ON etl.rejects (source_id) WHERE reason = 'holds-records';
