import GraphQL

/// The conditions on transfers as expressions.
struct TransferConditions {
    struct Address {
        var column: TransferFilter.Column
        var sql: String
        /// The zero address is in every mint or burn, so it selects little.
        var isZero: Bool
    }

    struct Addresses {
        var column: TransferFilter.Column
        var sql: String
        var count: Int
        var hasZero: Bool
    }

    struct Account {
        var sql: String
        var isZero: Bool
    }

    var equal: [Address] = []
    var among: [Addresses] = []
    var accounts: [Account] = []
    var transaction: String?
    /// Conditions that no index serves, and those of ranges again where a cursor takes their place.
    var others: [String] = []
    /// Whether a condition is on the value.
    var filtersValues = false
    /// The lowest block as expressions.
    var lowest: [String] = []
    /// The block after the highest as expressions.
    var end: [String] = []

    /// The lowest block as one expression.
    var lowerBlock: String? { lowest.count > 1 ? "greatest(\(lowest.joined(separator: ", ")))" : lowest.first }
    /// The block after the highest as one expression.
    var upperBlock: String? { end.count > 1 ? "least(\(end.joined(separator: ", ")))" : end.first }
    /// Whether both ends of the range of blocks are known.
    var isBounded: Bool { !lowest.isEmpty && !end.isEmpty }
}

/// The object that has the transfers.
enum TransferOwner {
    case all
    case token(Compiler.TokenRow)
    case account([UInt8])
}

extension Compiler {
    /// Makes parameters of a filter.
    mutating func conditions(_ filter: TransferFilter, of owner: TransferOwner) -> TransferConditions {
        var conditions = TransferConditions()
        var accounts = filter.accounts
        switch owner {
        case .all: break
        case .token(let token):
            conditions.equal.append(.init(column: .token, sql: token.address, isZero: false))
        case .account(let address): accounts.insert(address, at: 0)
        }
        for condition in filter.equal {
            conditions.equal.append(
                .init(
                    column: condition.column, sql: builder.parameter(.bytes(condition.address)),
                    isZero: condition.address.isZero))
        }
        for condition in filter.among {
            conditions.among.append(
                .init(
                    column: condition.column, sql: builder.parameter(.bytesList(condition.addresses)),
                    count: condition.addresses.count, hasZero: condition.addresses.contains { $0.isZero }))
        }
        for account in accounts {
            conditions.accounts.append(.init(sql: builder.parameter(.bytes(account)), isZero: account.isZero))
        }
        conditions.transaction = filter.transaction.map { builder.parameter(.bytes($0)) }
        addRanges(filter, &conditions)
        return conditions
    }

    private mutating func addRanges(_ filter: TransferFilter, _ conditions: inout TransferConditions) {
        if let block = filter.blockFrom {
            let block = builder.parameter(.integer(block))
            conditions.lowest.append(block)
            conditions.others.append("s.block_number >= \(block)")
        }
        if let block = filter.blockBefore {
            let block = builder.parameter(.integer(block))
            conditions.end.append(block)
            conditions.others.append("s.block_number < \(block)")
        }
        if let time = filter.timeFrom {
            let time = builder.parameter(.time(time))
            conditions.lowest.append("(SELECT max(lo) FROM \(builder.blockBound(at: time)))")
            conditions.others.append("s.block_timestamp >= \(time)")
        }
        if let time = filter.timeBefore {
            let time = builder.parameter(.time(time))
            conditions.end.append("(SELECT min(hi) FROM \(builder.blockBound(at: time)))")
            conditions.others.append("s.block_timestamp < \(time)")
        }
        conditions.filtersValues = filter.valueFrom != nil || filter.valueTo != nil
        if let value = filter.valueFrom { conditions.others.append("s.value >= \(builder.parameter(.number(value)))") }
        if let value = filter.valueTo { conditions.others.append("s.value <= \(builder.parameter(.number(value)))") }
    }
}

extension [UInt8] {
    fileprivate var isZero: Bool { allSatisfy { $0 == 0 } }
}
