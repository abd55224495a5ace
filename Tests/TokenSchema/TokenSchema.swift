package import GraphQL

/// The schema over tokens and their transfers, for tests and comparisons.
package enum TokenSchema {
    /// The definition of the schema.
    package static let definition = SchemaDefinition(
        types: [
            .scalar(bigInt), .scalar(bytes), .scalar(dateTime), .object(query), .enumeration(orderDirection),
            .input(tokenFilter), .input(transferFilter), .object(token), .object(transfer),
            connection("TokenConnection", "Token"), connection("TokenTransferConnection", "TokenTransfer"),
            .object(pageInfo),
        ])

    private static let orderDirection = EnumDefinition(
        "OrderDirection", values: [EnumValueDefinition("asc"), EnumValueDefinition("desc")])

    private static let query = ObjectDefinition(
        "Query",
        fields: [
            FieldDefinition("token", "Token", arguments: [InputDefinition("address", "Bytes!")]),
            FieldDefinition(
                "tokens", "TokenConnection!",
                arguments: [
                    InputDefinition("first", "Int", defaultValue: "100"), InputDefinition("after", "String"),
                    InputDefinition("where", "TokenFilter"),
                ]),
            FieldDefinition(
                "tokenTransfer", "TokenTransfer",
                arguments: [InputDefinition("blockNumber", "BigInt!"), InputDefinition("logIndex", "Int!")]),
            FieldDefinition("tokenTransfers", "TokenTransferConnection!", arguments: transferArguments),
        ])

    private static let transferArguments = [
        InputDefinition("first", "Int", defaultValue: "100"), InputDefinition("after", "String"),
        InputDefinition("where", "TokenTransferFilter"),
        InputDefinition("orderDirection", "OrderDirection", defaultValue: "desc"),
    ]

    private static let tokenFilter = InputObjectDefinition(
        "TokenFilter",
        fields: [InputDefinition("address_in", "[Bytes!]"), InputDefinition("symbol", "String")])

    private static let transferFilter = InputObjectDefinition(
        "TokenTransferFilter",
        fields: [
            InputDefinition("token", "Bytes"), InputDefinition("from", "Bytes"), InputDefinition("to", "Bytes"),
            InputDefinition("account", "Bytes"), InputDefinition("transactionHash", "Bytes"),
            InputDefinition("blockNumber_gte", "BigInt"), InputDefinition("blockNumber_lt", "BigInt"),
            InputDefinition("timestamp_gte", "DateTime"), InputDefinition("timestamp_lt", "DateTime"),
        ])

    private static let token = ObjectDefinition(
        "Token",
        fields: [
            FieldDefinition("address", "Bytes!"), FieldDefinition("symbol", "String"),
            FieldDefinition("name", "String"), FieldDefinition("decimals", "BigInt"),
            FieldDefinition("totalSupply", "BigInt"), FieldDefinition("blockNumber", "BigInt"),
            FieldDefinition("blockTimestamp", "DateTime"), FieldDefinition("blockHash", "Bytes"),
            FieldDefinition("transfers", "TokenTransferConnection!", arguments: transferArguments),
        ])

    private static let transfer = ObjectDefinition(
        "TokenTransfer",
        fields: [
            FieldDefinition("id", "ID!"), FieldDefinition("tokenAddress", "Bytes!"),
            FieldDefinition("token", "Token"), FieldDefinition("from", "Bytes"), FieldDefinition("to", "Bytes"),
            FieldDefinition("value", "BigInt!"), FieldDefinition("amount", "String"),
            FieldDefinition("transactionHash", "Bytes!"), FieldDefinition("logIndex", "Int!"),
            FieldDefinition("blockNumber", "BigInt!"), FieldDefinition("blockTimestamp", "DateTime"),
            FieldDefinition("blockHash", "Bytes"),
        ])

    private static func connection(_ name: String, _ node: String) -> TypeDefinition {
        .object(
            ObjectDefinition(
                name,
                fields: [
                    FieldDefinition("nodes", TypeReference("[\(node)!]!")), FieldDefinition("pageInfo", "PageInfo!"),
                ]))
    }

    private static let pageInfo = ObjectDefinition(
        "PageInfo", fields: [FieldDefinition("endCursor", "String"), FieldDefinition("hasNextPage", "Boolean!")])
}
