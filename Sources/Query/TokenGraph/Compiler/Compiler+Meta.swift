import GraphQL
import Ledger

/// What the database holds, from the ledger and the end of the key.
extension Compiler {
    mutating func meta(_ field: RequestedField) throws(GraphQLError) -> String {
        let json = try object(field.selections.first) { compiler, field, json throws(GraphQLError) in
            switch field.name {
            case "block": json.nullable(try compiler.highestBlock(field))
            case "isInBulkPhase": json.boolean(LedgerTotals.isInBulkPhase)
            case "rows": json.quoted(LedgerTotals.transferRows)
            default:
                json.append(
                    try compiler.object(field.selections.first) { _, _, json throws(GraphQLError) in
                        json.expression(LedgerTotals.incompleteSources)
                    })
            }
        }
        return "SELECT \(json.page)"
    }

    private mutating func highestBlock(_ field: RequestedField) throws(GraphQLError) -> String {
        // Without the key, the whole table would be read for it.
        guard !isInBulkPhase else { return "NULL" }
        let json = try object(field.selections.first) { _, field, json throws(GraphQLError) in
            if field.name == "number" {
                json.bigInt("s.block_number", isNullable: false)
            } else {
                json.time("s.block_timestamp")
            }
        }
        return """
            (SELECT \(json.row) FROM token_transfers AS s ORDER BY s.block_number DESC, s.log_index DESC LIMIT 1)
            """
    }
}
