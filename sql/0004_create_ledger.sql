-- What was submitted, which batches of it are in the database, and which records could not pass.
-- The schema is created by the migration runner, which keeps its own table there.
CREATE TABLE etl.sources (
    source_id     uuid        PRIMARY KEY,
    uri           text        NOT NULL,
    kind          text        NOT NULL,
    format        text        NOT NULL,
    columns       text[],
    bytes         bigint      NOT NULL,
    modified_at   timestamptz NOT NULL,
    batch_records integer     NOT NULL,
    batches       integer,
    registered_at timestamptz NOT NULL DEFAULT now(),
    submitted_at  timestamptz
);

COMMENT ON TABLE etl.sources IS 'Export files that were submitted.';
COMMENT ON COLUMN etl.sources.source_id IS 'Derived from URI, size and modification time: the same file is the same source.';
COMMENT ON COLUMN etl.sources.kind IS 'tokens or token_transfers.';
COMMENT ON COLUMN etl.sources.format IS 'How the file is written: csv, csv.gz, …';
COMMENT ON COLUMN etl.sources.columns IS 'The file''s header.';
COMMENT ON COLUMN etl.sources.bytes IS 'Size of the file.';
COMMENT ON COLUMN etl.sources.modified_at IS 'When the file was last changed.';
COMMENT ON COLUMN etl.sources.batch_records IS 'Records in each batch but the last; fixed, so that batches can be cut again.';
COMMENT ON COLUMN etl.sources.batches IS 'Number of batches; NULL until the last is known.';
COMMENT ON COLUMN etl.sources.registered_at IS 'When the source was first seen.';
COMMENT ON COLUMN etl.sources.submitted_at IS 'When the broker confirmed its extract job; NULL before.';

CREATE TABLE etl.batches (
    source_id    uuid        NOT NULL REFERENCES etl.sources,
    sequence     integer     NOT NULL,
    records      integer     NOT NULL,
    loaded       integer     NOT NULL,
    duplicates   integer     NOT NULL,
    rejected     integer     NOT NULL,
    repaired     integer     NOT NULL,
    checksum     bigint      NOT NULL,
    is_last      boolean     NOT NULL,
    source_bytes bigint      NOT NULL,
    loaded_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source_id, sequence),
    CONSTRAINT batches_account_for_every_record CHECK (records = loaded + duplicates + rejected)
);

COMMENT ON TABLE etl.batches IS
    'The ledger: a batch is in the database exactly when its row is here, for both are written in one transaction.';
COMMENT ON COLUMN etl.batches.sequence IS 'Place of the batch in its source, from 0.';
COMMENT ON COLUMN etl.batches.records IS 'loaded + duplicates + rejected.';
COMMENT ON COLUMN etl.batches.loaded IS 'Records that this batch stored.';
COMMENT ON COLUMN etl.batches.duplicates IS 'Records that were stored before with the same content.';
COMMENT ON COLUMN etl.batches.rejected IS 'Records that are in etl.rejects instead.';
COMMENT ON COLUMN etl.batches.repaired IS 'Records whose text was mended; part of loaded, duplicates or rejected.';
COMMENT ON COLUMN etl.batches.checksum IS 'Of the batch''s content: the same batch with another checksum is an alarm.';
COMMENT ON COLUMN etl.batches.is_last IS 'Whether the source ends with this batch.';
COMMENT ON COLUMN etl.batches.source_bytes IS 'Bytes of the source that this batch covers.';

CREATE TABLE etl.rejects (
    source_id     uuid    NOT NULL,
    sequence      integer NOT NULL,
    record_number bigint  NOT NULL,
    reason        text    NOT NULL,
    field         text,
    raw           text,
    PRIMARY KEY (source_id, record_number)
);

COMMENT ON TABLE etl.rejects IS 'Records that could not pass, with the reason.';
COMMENT ON COLUMN etl.rejects.sequence IS 'The batch that held the record.';
COMMENT ON COLUMN etl.rejects.record_number IS 'Place of the record in its source; 1 is the first.';
COMMENT ON COLUMN etl.rejects.reason IS 'A word that does not change: conflict, …';
COMMENT ON COLUMN etl.rejects.field IS 'The field at fault; NULL when it is the whole record.';
COMMENT ON COLUMN etl.rejects.raw IS 'The record as it stood in the file, as far as it can be kept.';
