-- One row for each token contract; when several exports name it, the row of the highest block stays.
CREATE TABLE tokens (
    address         bytea PRIMARY KEY,
    symbol          text,
    name            text,
    decimals        numeric(78, 0),
    total_supply    numeric(78, 0),
    block_timestamp timestamptz,
    block_number    bigint,
    block_hash      bytea
);

COMMENT ON TABLE tokens IS 'Token contracts, as the newest export row describes them.';
COMMENT ON COLUMN tokens.address IS 'Contract address, 20 bytes; token_transfers.token_address relates to it.';
COMMENT ON COLUMN tokens.symbol IS 'What the contract answered; not unique, not trustworthy.';
COMMENT ON COLUMN tokens.name IS 'What the contract answered; not unique, not trustworthy.';
COMMENT ON COLUMN tokens.decimals IS 'Decimal places of an amount; ERC-20 allows 0 to 255, contracts answer anything.';
COMMENT ON COLUMN tokens.total_supply IS 'In the smallest unit, at the block of this row.';
COMMENT ON COLUMN tokens.block_timestamp IS 'Time of the block this row was read at.';
COMMENT ON COLUMN tokens.block_number IS 'Block this row was read at; NULL counts as older than any.';
COMMENT ON COLUMN tokens.block_hash IS 'Hash of the block this row was read at, 32 bytes.';
