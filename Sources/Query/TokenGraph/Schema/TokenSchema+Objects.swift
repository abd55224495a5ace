import GraphQL

/// Tokens, transfers, accounts, and what the database holds.
extension TokenSchema {
    static let token = ObjectDefinition(
        "Token", description: "A token contract, as the newest export describes it.",
        fields: [
            FieldDefinition("address", "Bytes!", description: "The address of the contract."),
            FieldDefinition(
                "symbol", "String", description: "What the contract answered: not unique, not trustworthy."),
            FieldDefinition("name", "String", description: "What the contract answered: not unique, not trustworthy."),
            FieldDefinition("decimals", "BigInt", description: "The decimal places of an amount."),
            FieldDefinition("totalSupply", "BigInt", description: "The supply in the smallest unit, at the block."),
            FieldDefinition("blockNumber", "BigInt", description: "The block that the export was made at."),
            FieldDefinition("blockTimestamp", "DateTime", description: "The time of the block."),
            FieldDefinition("blockHash", "Bytes", description: "The hash of the block."),
            FieldDefinition(
                "transfers", "TokenTransferConnection!",
                description: "The transfers of the token. Needs the index `token`, or one that serves the filter.",
                arguments: transferArguments),
        ])

    static let transfer = ObjectDefinition(
        "TokenTransfer", description: "A transfer event of a token contract (ERC-20 or ERC-721).",
        fields: [
            FieldDefinition("id", "ID!", description: "The block and the log index, joined by `-`."),
            FieldDefinition("tokenAddress", "Bytes!", description: "The contract that emitted the event."),
            FieldDefinition("token", "Token", description: "The token; null if no export describes the contract."),
            FieldDefinition("from", "Bytes", description: "The sender; all zero when tokens were created."),
            FieldDefinition("to", "Bytes", description: "The receiver; all zero when tokens were destroyed."),
            FieldDefinition(
                "value", "BigInt!", description: "The amount in the smallest unit, or the number of the token."),
            FieldDefinition(
                "amount", "String",
                description: "The value with the decimals of the token, exact; null if they are unknown or above 255."),
            FieldDefinition("transactionHash", "Bytes!", description: "The transaction that caused the event."),
            FieldDefinition("logIndex", "Int!", description: "The place of the event among all events of its block."),
            FieldDefinition("blockNumber", "BigInt!", description: "The block of the event."),
            FieldDefinition("blockTimestamp", "DateTime", description: "The time of the block."),
            FieldDefinition("blockHash", "Bytes", description: "The hash of the block."),
        ])

    static let account = ObjectDefinition(
        "Account", description: "An account that sends and receives tokens. Needs the indexes `from` and `to`.",
        fields: [
            FieldDefinition("address", "Bytes!", description: "The address of the account."),
            FieldDefinition(
                "transfers", "TokenTransferConnection!",
                description: "The transfers that the account sent or received, each once.",
                arguments: transferArguments),
            FieldDefinition(
                "tokens", "TokenConnection!",
                description: """
                    The tokens of the account's latest transfers by address: of the latest 2,000 sent and 2,000 \
                    received, unless the service has another bound. `totalCount.isExact` tells whether these are all. \
                    A contract that no export describes has nothing but its address.
                    """,
                arguments: paging),
        ])

    static let meta = ObjectDefinition(
        "Meta", description: "What the database holds.",
        fields: [
            FieldDefinition(
                "block", "Block",
                description: "The highest block with a transfer; null before the first, and in a bulk phase."),
            FieldDefinition("rows", "BigInt!", description: "The transfers that the ledger of loads counts."),
            FieldDefinition("sources", "Sources!", description: "The files that were submitted."),
            FieldDefinition(
                "isInBulkPhase", "Boolean!",
                description: """
                    Whether a load goes on without the key of transfers. Until its end, transfers cannot be asked for, and `rows` may \
                    count one twice.
                    """),
        ])

    static let block = ObjectDefinition(
        "Block", description: "A block of the chain.",
        fields: [
            FieldDefinition("number", "BigInt!", description: "The number of the block."),
            FieldDefinition("timestamp", "DateTime", description: "The time of the block."),
        ])

    static let sources = ObjectDefinition(
        "Sources", description: "The files that were submitted.",
        fields: [
            FieldDefinition(
                "incomplete", "Int!", description: "The files of which rows are still expected; 0 if all are loaded.")
        ])
}
