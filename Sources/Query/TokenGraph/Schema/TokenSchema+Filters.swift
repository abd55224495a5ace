import GraphQL

/// Conditions and orders.
extension TokenSchema {
    static let tokenFilter = InputObjectDefinition(
        "TokenFilter", description: "Conditions on tokens; all must hold. Null is no condition and an error.",
        fields: [
            InputDefinition("address_in", "[Bytes!]", description: "One of these addresses."),
            InputDefinition("symbol", "String", description: "This symbol, with its case. Needs the index `symbol`."),
            InputDefinition(
                "name_starts_with", "String",
                description: "A name that starts with this text, with its case. Needs the index `name`."),
        ])

    static let transferFilter = InputObjectDefinition(
        "TokenTransferFilter",
        description: """
            Conditions on transfers; all must hold. Null is no condition and an error. \
            An index must serve one of them, or a range of blocks or of times must bound them.
            """,
        fields: [
            InputDefinition("token", "Bytes", description: "Of this contract. Index `token`."),
            InputDefinition("token_in", "[Bytes!]", description: "Of one of these contracts. Index `token`."),
            InputDefinition("from", "Bytes", description: "Sent by this account. Index `from`."),
            InputDefinition("from_in", "[Bytes!]", description: "Sent by one of these accounts. Index `from`."),
            InputDefinition("to", "Bytes", description: "Received by this account. Index `to`."),
            InputDefinition("to_in", "[Bytes!]", description: "Received by one of these accounts. Index `to`."),
            InputDefinition(
                "account", "Bytes", description: "Sent or received by this account. Indexes `from` and `to`."),
            InputDefinition("transactionHash", "Bytes", description: "Of this transaction. Index `transaction`."),
            InputDefinition("blockNumber_gte", "BigInt", description: "In this block or a later one."),
            InputDefinition("blockNumber_lt", "BigInt", description: "Before this block."),
            InputDefinition(
                "timestamp_gte", "DateTime",
                description: "At this time or later. Transfers without a time meet no condition on times."),
            InputDefinition("timestamp_lt", "DateTime", description: "Before this time."),
            InputDefinition("value_gte", "BigInt", description: "This value or more, in the smallest unit."),
            InputDefinition("value_lte", "BigInt", description: "This value or less, in the smallest unit."),
        ])

    static let tokenOrder = EnumDefinition(
        "TokenOrder", description: "What tokens can be ordered by.",
        values: [
            EnumValueDefinition("address", description: "The address."),
            EnumValueDefinition(
                "symbol",
                description: "The symbol by its bytes, then the address; tokens without a symbol are the last."
                    + " Needs the index `symbol`."),
        ])

    static let transferOrder = EnumDefinition(
        "TokenTransferOrder", description: "What transfers can be ordered by.",
        values: [
            EnumValueDefinition("blockNumber", description: "The block, then the place in it."),
            EnumValueDefinition(
                "timestamp", description: "The time: the same order, for times grow with the numbers of blocks."),
        ])

    static let direction = EnumDefinition(
        "OrderDirection", description: "A direction of an order.",
        values: [
            EnumValueDefinition("asc", description: "The lowest first."),
            EnumValueDefinition("desc", description: "The highest first."),
        ])
}
