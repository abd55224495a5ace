-- Transfers first to last: 150 logs a block, 3 a transaction, 12 seconds a block.
-- Few contracts and accounts have most transfers. One in 20 is a mint, one in 50 a burn.
-- Variables: first, last, contracts, accounts.
INSERT INTO token_transfers (
    block_number, log_index, transaction_hash, token_address, from_address, to_address, value, block_timestamp, block_hash)
SELECT
    15000000 + event / 150, event % 150 * 2 + 1, sha256(int8send(event / 3)),
    bench.address(bench.rank(event, 1, :contracts)),
    CASE WHEN bench.draw(event, 2) % 20 = 0 THEN '\x0000000000000000000000000000000000000000'::bytea
        ELSE bench.address(-bench.rank(event, 3, :accounts)) END,
    CASE WHEN bench.draw(event, 4) % 50 = 0 THEN '\x0000000000000000000000000000000000000000'::bytea
        ELSE bench.address(-bench.rank(event, 5, :accounts)) END,
    bench.draw(event, 6)::numeric * CASE WHEN event % 10 = 0 THEN 1 ELSE 1000000000 END,
    '2022-06-21 UTC'::timestamptz + event / 150 * interval '12 s', sha256(int8send(event / 150))
FROM generate_series(:first, :last) AS event;
