-- Named after what it is: token_transfers with the columns of tokens beside them. The join is a left join, since a tenth
-- of the contracts that transfer have no row in tokens; it takes the place of a foreign key, which they would break.
CREATE VIEW token_transfers_with_tokens AS
SELECT
    transfer.*,
    token.symbol   AS token_symbol,
    token.name     AS token_name,
    token.decimals AS token_decimals,
    -- Contracts answer decimals of any size, and a shift by more than 255 places is no amount.
    CASE WHEN token.decimals <= 255
        THEN trim_scale(transfer.value * ('1e-' || token.decimals)::numeric)
    END AS amount
FROM token_transfers AS transfer
LEFT JOIN tokens AS token ON token.address = transfer.token_address;

COMMENT ON VIEW token_transfers_with_tokens IS 'Each transfer with its token, where the token is known.';
COMMENT ON COLUMN token_transfers_with_tokens.amount IS
    'value shifted by the token''s decimals, exact; NULL where they are unknown or above 255.';
