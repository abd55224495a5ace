-- Tokens, a ledger with a batch for every 2,000 rows, and the users of the contestants.
-- Variables: tokens, rows, password, service, rival.
INSERT INTO tokens (address, symbol, name, decimals, total_supply, block_timestamp, block_number, block_hash)
SELECT bench.address(rank), 'T' || rank % 5000, 'Token ' || rank, CASE WHEN rank % 10 = 0 THEN 6 ELSE 18 END,
    bench.draw(rank, 10)::numeric * 1e18, '2022-06-21 UTC', 15000000, sha256(int8send(rank))
FROM generate_series(1, :tokens) AS rank;

INSERT INTO etl.sources (source_id, uri, kind, format, bytes, modified_at, batch_records, batches, submitted_at)
VALUES (md5('source')::uuid, 'file:///token_transfers.csv', 'token_transfers', 'csv', 1, now(), 2000, :rows / 2000, now());

INSERT INTO etl.batches
    (source_id, sequence, records, loaded, duplicates, rejected, repaired, checksum, is_last, source_bytes)
SELECT md5('source')::uuid, number, 2000, 2000, 0, 0, 0, 0, number = :rows / 2000 - 1, 1
FROM generate_series(0, :rows / 2000 - 1) AS number;

CREATE USER :"service" PASSWORD :'password' IN ROLE etl_reader;
CREATE USER :"rival" PASSWORD :'password' IN ROLE etl_reader;
-- What the service sets in its sessions: the plans of its statements do not depend on values.
ALTER USER :"rival" SET plan_cache_mode = force_generic_plan;
ALTER USER :"rival" SET jit = off;
