"""The token schema in graphql-core, with the scalars of the target TokenSchema."""

import re

from graphql import GraphQLError, IntValueNode, StringValueNode, build_schema, print_ast
from graphql.pyutils import inspect

SDL = '''
"A whole number as decimal text."
scalar BigInt

"Bytes as `0x` and hexadecimal digits."
scalar Bytes

"A time of RFC 3339 in UTC."
scalar DateTime @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc3339")

type Query {
  token(address: Bytes!): Token
  tokens(first: Int = 100, after: String, where: TokenFilter): TokenConnection!
  tokenTransfer(blockNumber: BigInt!, logIndex: Int!): TokenTransfer
  tokenTransfers(first: Int = 100, after: String, where: TokenTransferFilter, orderDirection: OrderDirection = desc): TokenTransferConnection!
}

enum OrderDirection {
  asc
  desc
}

input TokenFilter {
  address_in: [Bytes!]
  symbol: String
}

input TokenTransferFilter {
  token: Bytes
  from: Bytes
  to: Bytes
  account: Bytes
  transactionHash: Bytes
  blockNumber_gte: BigInt
  blockNumber_lt: BigInt
  timestamp_gte: DateTime
  timestamp_lt: DateTime
}

type Token {
  address: Bytes!
  symbol: String
  name: String
  decimals: BigInt
  totalSupply: BigInt
  blockNumber: BigInt
  blockTimestamp: DateTime
  blockHash: Bytes
  transfers(first: Int = 100, after: String, where: TokenTransferFilter, orderDirection: OrderDirection = desc): TokenTransferConnection!
}

type TokenTransfer {
  id: ID!
  tokenAddress: Bytes!
  token: Token
  from: Bytes
  to: Bytes
  value: BigInt!
  amount: String
  transactionHash: Bytes!
  logIndex: Int!
  blockNumber: BigInt!
  blockTimestamp: DateTime
  blockHash: Bytes
}

type TokenConnection {
  nodes: [Token!]!
  pageInfo: PageInfo!
}

type TokenTransferConnection {
  nodes: [TokenTransfer!]!
  pageInfo: PageInfo!
}

type PageInfo {
  endCursor: String
  hasNextPage: Boolean!
}
'''

token_schema = build_schema(SDL)


def big_int(value):
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+", value):
        return value
    raise GraphQLError("BigInt cannot represent non-integer value: " + inspect(value))


def byte_string(value):
    if isinstance(value, str) and re.fullmatch(r"0x([0-9a-fA-F]{2})*", value):
        return value.lower()
    raise GraphQLError("Bytes cannot represent value: " + inspect(value))


def date_time(value):
    if not isinstance(value, str):
        raise GraphQLError("DateTime cannot represent value: " + inspect(value))
    if not value.endswith("Z"):
        raise ValueError("not in UTC")
    return value


def literal(parse, message, accepts_integers=False):
    def parse_literal(node, variables=None):
        if isinstance(node, StringValueNode) or (accepts_integers and isinstance(node, IntValueNode)):
            try:
                return parse(node.value)
            except GraphQLError:
                pass
        raise GraphQLError(message + ": " + print_ast(node), node)

    return parse_literal


for name, parse, message in [
    ("BigInt", big_int, "BigInt cannot represent non-integer value"),
    ("Bytes", byte_string, "Bytes cannot represent value"),
    ("DateTime", date_time, "DateTime cannot represent value"),
]:
    scalar = token_schema.type_map[name]
    scalar.parse_value = parse
    scalar.parse_literal = literal(parse, message, name == "BigInt")
