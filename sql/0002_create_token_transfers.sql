-- One row for each transfer event. log_index counts within the block, so the key is as unique as (transaction_hash,
-- log_index), and rows that arrive in the order of the chain are appended to its index. The transformer sees to the
-- lengths of hashes and addresses: CHECK constraints on them cost the server about 3 % more time for a load.
CREATE TABLE token_transfers (
    block_number     bigint         NOT NULL,
    log_index        integer        NOT NULL,
    transaction_hash bytea          NOT NULL,
    token_address    bytea          NOT NULL,
    from_address     bytea,
    to_address       bytea,
    value            numeric(78, 0) NOT NULL,
    block_timestamp  timestamptz,
    block_hash       bytea,
    PRIMARY KEY (block_number, log_index)
);

-- Time ranges: a few kilobytes for each gigabyte of table, because blocks arrive nearly in the order of their time.
CREATE INDEX token_transfers_block_timestamp_idx ON token_transfers USING brin (block_timestamp)
    WITH (autosummarize = on);

COMMENT ON TABLE token_transfers IS 'Transfer events of token contracts (ERC-20 and ERC-721).';
COMMENT ON COLUMN token_transfers.block_number IS 'Block the event is in.';
COMMENT ON COLUMN token_transfers.log_index IS 'Place of the event among all events of its block.';
COMMENT ON COLUMN token_transfers.transaction_hash IS 'Transaction that caused the event, 32 bytes.';
COMMENT ON COLUMN token_transfers.token_address IS 'Contract that emitted the event, 20 bytes; may have no row in tokens.';
COMMENT ON COLUMN token_transfers.from_address IS 'Sender, 20 bytes; all zero when tokens were created.';
COMMENT ON COLUMN token_transfers.to_address IS 'Receiver, 20 bytes; all zero when tokens were destroyed.';
COMMENT ON COLUMN token_transfers.value IS 'Amount in the smallest unit (ERC-20) or the token''s number (ERC-721).';
COMMENT ON COLUMN token_transfers.block_timestamp IS 'Time of the block.';
COMMENT ON COLUMN token_transfers.block_hash IS 'Hash of the block, 32 bytes.';
