"""Lists of the schema, and the SQL that gives the same rows."""

import dataclasses


def hexadecimal(column, name):
    return f"""'0x' || encode({column}, 'hex') AS "{name}\""""


def time(column):
    """RFC 3339 in UTC, with a fraction only if there is one."""
    return f"""regexp_replace(to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '\\.?0*$', '') || 'Z'
        AS "blockTimestamp\""""


BLOCK = f"""block_number::text AS "blockNumber", {time("block_timestamp")}, {hexadecimal("block_hash", "blockHash")}"""
TRANSFER_COLUMNS = f"""
    block_number || '-' || log_index AS id, {hexadecimal("token_address", "tokenAddress")},
    {hexadecimal("from_address", "from")}, {hexadecimal("to_address", "to")}, value::text AS value,
    {hexadecimal("transaction_hash", "transactionHash")}, log_index AS "logIndex", {BLOCK}"""
TOKEN_COLUMNS = f"""
    {hexadecimal("address", "address")}, symbol, name, decimals::text AS decimals, total_supply::text AS "totalSupply",
    {BLOCK}"""


@dataclasses.dataclass
class List:
    """A list: where it is in the schema, its arguments, and its rows in SQL."""

    title: str
    name: str
    # From the table on.
    sql: str
    arguments: dict
    size: int
    on: str = "Query"
    # The field of the query around it, which has an address.
    parent: str = None
    variables: dict = dataclasses.field(default_factory=dict)
    # If not all of the node's.
    fields: list = None
    columns: str = None

    @property
    def of_tokens(self):
        return self.name == "tokens"


def lists(database):
    """Lists of every kind, with conditions that many rows meet."""
    token, account, sender = (
        database.lines(f"SELECT '0x' || encode(a, 'hex') FROM ({sql}) AS t(a) GROUP BY a ORDER BY count(*) DESC, a LIMIT 3")
        for sql in (
            "SELECT token_address FROM token_transfers",
            "SELECT unnest(ARRAY[from_address, to_address]) FROM token_transfers",
            "SELECT from_address FROM token_transfers"))
    (block,) = database.lines("SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY block_number) FROM token_transfers")
    mine = f"(from_address = {byte(account[0])} OR to_address = {byte(account[0])})"
    # The tokens of an account are those of its latest transfers.
    latest = " UNION ".join(
        f"(SELECT token_address FROM token_transfers WHERE {side} = {byte(account[0])} "
        f"ORDER BY block_number DESC, log_index DESC LIMIT 2000)" for side in ("from_address", "to_address"))
    up, down = "ORDER BY block_number, log_index", "ORDER BY block_number DESC, log_index DESC"
    return [
        List("all tokens", "tokens", "FROM tokens ORDER BY address", {}, 37),
        List("tokens by symbol, the last first", "tokens", 'FROM tokens ORDER BY symbol COLLATE "C" DESC NULLS LAST, address DESC',
             {"orderBy": "symbol", "orderDirection": "desc"}, 50),
        List("all transfers", "tokenTransfers", f"FROM token_transfers {up}", {"orderDirection": "asc"}, 1000),
        List("transfers of tokens from a block", "tokenTransfers",
             f"FROM token_transfers WHERE token_address IN ({', '.join(map(byte, token))}) AND block_number >= {block} {down}",
             {"where": {"token_in": token, "blockNumber_gte": block}}, 97),
        List("transfers from accounts by value", "tokenTransfers",
             f"FROM token_transfers WHERE from_address IN ({', '.join(map(byte, sender))}) AND value >= 1000000 {up}",
             {"where": {"from_in": sender, "value_gte": "1000000"}, "orderBy": "timestamp", "orderDirection": "asc"}, 7),
        List("transfers of a token", "transfers", f"FROM token_transfers WHERE token_address = {byte(token[0])} {down}", {}, 101,
             on="Token", parent="token", variables={"address": token[0]}),
        List("transfers of an account", "transfers", f"FROM token_transfers WHERE {mine} {up}",
             {"orderDirection": "asc"}, 13, on="Account", parent="account", variables={"address": account[0]}),
        List("tokens of an account", "tokens", f"FROM ({latest}) AS t ORDER BY token_address", {}, 50,
             on="Account", parent="account", variables={"address": account[0]},
             fields=["address"], columns=hexadecimal("token_address", "address")),
    ]


def byte(text):
    return f"decode('{text[2:]}', 'hex')"
