-- The chain whose records the database holds. Records of several chains would share keys: the same block number, and the same
-- address of a contract. The first migration of a database records it.
CREATE TABLE etl.chain (
    is_only_row boolean PRIMARY KEY DEFAULT true CHECK (is_only_row),
    chain_id    bigint  NOT NULL CHECK (chain_id > 0)
);

COMMENT ON TABLE etl.chain IS 'The chain whose records the database holds; one row.';
COMMENT ON COLUMN etl.chain.is_only_row IS 'Always true: the key that a second row would share.';
COMMENT ON COLUMN etl.chain.chain_id IS 'Its number (EIP-155): 1 is Ethereum. Records that name another are rejects.';

-- Whoever may use the schema may know the chain: nobody else can reach the table.
GRANT SELECT ON etl.chain TO PUBLIC;
