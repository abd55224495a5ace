import GraphQL

/// Tokens and transfers as JSON.
extension Compiler {
    /// The relation that tells a token: a row of `tokens` beside an address, which the row may lack.
    struct TokenRow {
        /// The address as an expression.
        var address: String
        /// The alias of the row.
        var row: String
    }

    mutating func token(_ field: RequestedField) throws(GraphQLError) -> String {
        let address = builder.parameter(.bytes(try bytes(field.argument("address"), "address", count: 20)))
        let row = builder.alias("k")
        let json = try tokenJSON(field.selections.first, TokenRow(address: "\(row).address", row: row))
        return "SELECT coalesce((SELECT \(json.row) FROM tokens AS \(row) WHERE \(row).address = \(address)), 'null')"
    }

    mutating func transfer(_ field: RequestedField) throws(GraphQLError) -> String {
        try requireKey()
        let block = builder.parameter(.integer(try blockNumber(field.argument("blockNumber"), "blockNumber")))
        guard case .integer(let logIndex) = field.argument("logIndex") else {
            throw failure("The argument 'logIndex' has no value.", .badUserInput)
        }
        let log = builder.parameter(.integer(Int64(logIndex)))
        let row = builder.alias("t")
        var joins: [String] = []
        let json = try transferJSON(field.selections.first, row, &joins)
        return """
            SELECT coalesce((SELECT \(json.row) FROM token_transfers AS \(row)\(joins.joined()) \
            WHERE \(row).block_number = \(block) AND \(row).log_index = \(log)), 'null')
            """
    }

    mutating func tokenJSON(_ selection: RequestedSelection?, _ token: TokenRow) throws(GraphQLError) -> JSONText {
        try object(selection) { compiler, field, json throws(GraphQLError) in
            switch field.name {
            case "address": json.bytes(token.address, isNullable: false)
            case "symbol": json.text("\(token.row).symbol")
            case "name": json.text("\(token.row).name")
            case "decimals": json.bigInt("\(token.row).decimals")
            case "totalSupply": json.bigInt("\(token.row).total_supply")
            case "blockNumber": json.bigInt("\(token.row).block_number")
            case "blockTimestamp": json.time("\(token.row).block_timestamp")
            case "blockHash": json.bytes("\(token.row).block_hash")
            default: json.expression("(\(try compiler.transfers(field, of: .token(token)).query))")
            }
        }
    }

    /// A transfer as JSON.
    ///
    /// `joins` receives what must stand after the relation of the row. `token` is the token of all rows, if it is known.
    mutating func transferJSON(
        _ selection: RequestedSelection?, _ row: String, _ joins: inout [String], token: TokenRow? = nil
    ) throws(GraphQLError) -> JSONText {
        var joined: TokenRow?
        let json = try object(selection) { compiler, field, json throws(GraphQLError) in
            switch field.name {
            case "token":
                let found = joined ?? compiler.joinedToken(row)
                joined = found
                let object = try compiler.tokenJSON(field.selections.first, found)
                json.expression("CASE WHEN \(found.address) IS NULL THEN 'null' ELSE \(object.row) END")
            case "amount":
                let found = token ?? joined ?? compiler.joinedToken(row)
                if token == nil { joined = found }
                json.nullable("'\"' || \(Self.amount(row, found.row)) || '\"'")
            default: Self.transferColumn(field.name, row, &json)
            }
        }
        if let joined {
            // The limit keeps the order of the rows: without it, a hash join may be chosen.
            joins.append(
                " LEFT JOIN LATERAL (SELECT * FROM tokens WHERE address = \(row).token_address LIMIT 1)"
                    + " AS \(joined.row) ON true")
        }
        return json
    }

    private mutating func joinedToken(_ row: String) -> TokenRow {
        let alias = builder.alias("k")
        return TokenRow(address: "\(alias).address", row: alias)
    }

    /// The value with the decimals of the token: exact, and null where they are none.
    private static func amount(_ row: String, _ token: String) -> String {
        """
        CASE WHEN \(token).decimals BETWEEN 0 AND 255 \
        THEN trim_scale(\(row).value * ('1e-' || \(token).decimals)::numeric) END
        """
    }

    private static func transferColumn(_ name: String, _ row: String, _ json: inout JSONText) {
        switch name {
        case "id":
            json.literal("\"")
            json.expression("\(row).block_number")
            json.literal("-")
            json.expression("\(row).log_index")
            json.literal("\"")
        case "tokenAddress": json.bytes("\(row).token_address", isNullable: false)
        case "from": json.bytes("\(row).from_address")
        case "to": json.bytes("\(row).to_address")
        case "value": json.bigInt("\(row).value", isNullable: false)
        case "transactionHash": json.bytes("\(row).transaction_hash", isNullable: false)
        case "logIndex": json.expression("\(row).log_index")
        case "blockNumber": json.bigInt("\(row).block_number", isNullable: false)
        case "blockTimestamp": json.time("\(row).block_timestamp")
        default: json.bytes("\(row).block_hash")
        }
    }
}
