package import GraphQL

/// The schema over tokens and their transfers.
package enum TokenSchema {
    /// The definition of the schema.
    package static let definition = SchemaDefinition(
        description: "The tokens and token transfers that the pipeline has loaded.",
        types: [
            .object(query), .scalar(TokenScalars.bigInt), .scalar(TokenScalars.bytes), .scalar(TokenScalars.dateTime),
            .object(token), .object(transfer), .object(account), .object(meta), .object(block), .object(sources),
            connection("TokenConnection", of: "Token"), edge("TokenEdge", of: "Token"),
            connection("TokenTransferConnection", of: "TokenTransfer"), edge("TokenTransferEdge", of: "TokenTransfer"),
            .object(pageInfo), .object(count), .input(tokenFilter), .input(transferFilter),
            .enumeration(tokenOrder), .enumeration(transferOrder), .enumeration(direction),
        ])

    /// The schema, checked.
    package static func schema() throws(SchemaError) -> Schema { try Schema(definition) }

    private static let query = ObjectDefinition(
        "Query", description: "What can be asked for.",
        fields: [
            FieldDefinition(
                "token", "Token", description: "The token of a contract, or null if no export describes it.",
                arguments: [address]),
            FieldDefinition(
                "tokens", "TokenConnection!", description: "Tokens, ordered by address or symbol.",
                arguments: paging + [
                    InputDefinition("where", "TokenFilter", description: "Conditions that each token meets."),
                    InputDefinition(
                        "orderBy", "TokenOrder!", description: "What the order is by.", defaultValue: "address"),
                    orderDirection("asc"),
                ]),
            FieldDefinition(
                "tokenTransfer", "TokenTransfer", description: "The transfer of a place, or null if none is loaded.",
                arguments: [
                    InputDefinition("blockNumber", "BigInt!", description: "The block of the event."),
                    InputDefinition("logIndex", "Int!", description: "The place of the event in its block."),
                ]),
            FieldDefinition(
                "tokenTransfers", "TokenTransferConnection!", description: "Transfers in the order of the chain.",
                arguments: transferArguments),
            FieldDefinition(
                "account", "Account!", description: "An account, whether transfers name it or not.",
                arguments: [address]),
            FieldDefinition("_meta", "Meta!", description: "What the database holds."),
        ])

    private static let address = InputDefinition(
        "address", "Bytes!", description: "An address of 20 bytes, in any case.")
}
