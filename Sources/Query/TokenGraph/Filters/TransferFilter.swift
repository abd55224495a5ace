import ETLModels
import GraphQL
import TableIndexes

/// The conditions on transfers, checked.
struct TransferFilter {
    /// A column of addresses.
    enum Column: String {
        case token, from, to

        /// The name in the database.
        var sql: String { "\(rawValue)_address" }

        /// The index that serves conditions on it.
        var index: TableIndex {
            switch self {
            case .token: .token
            case .from: .from
            case .to: .to
            }
        }
    }

    var equal: [(column: Column, address: [UInt8])] = []
    var among: [(column: Column, addresses: [[UInt8]])] = []
    var accounts: [[UInt8]] = []
    var transaction: [UInt8]?
    var blockFrom: Int64?
    var blockBefore: Int64?
    var timeFrom: Timestamp?
    var timeBefore: Timestamp?
    var valueFrom: String?
    var valueTo: String?
}

extension Compiler {
    /// The filter of the current field.
    func transferFilter(_ field: RequestedField) throws(GraphQLError) -> TransferFilter {
        var filter = TransferFilter()
        guard case .object(let conditions) = field.argument("where") else { return filter }
        for condition in conditions { try add(condition.name, condition.value, to: &filter) }
        return filter
    }

    private func add(
        _ name: String, _ value: InputValue, to filter: inout TransferFilter
    ) throws(GraphQLError) {
        switch name {
        case "token": filter.equal.append((.token, try bytes(value, name, count: 20)))
        case "from": filter.equal.append((.from, try bytes(value, name, count: 20)))
        case "to": filter.equal.append((.to, try bytes(value, name, count: 20)))
        case "token_in": filter.among.append((.token, try addresses(value, name)))
        case "from_in": filter.among.append((.from, try addresses(value, name)))
        case "to_in": filter.among.append((.to, try addresses(value, name)))
        case "account": filter.accounts.append(try bytes(value, name, count: 20))
        case "transactionHash": filter.transaction = try bytes(value, name, count: 32)
        case "blockNumber_gte": filter.blockFrom = try blockNumber(value, name)
        case "blockNumber_lt": filter.blockBefore = try blockNumber(value, name)
        case "timestamp_gte": filter.timeFrom = try time(value, name)
        case "timestamp_lt": filter.timeBefore = try time(value, name)
        case "value_gte": filter.valueFrom = try amount(value, name)
        default: filter.valueTo = try amount(value, name)
        }
    }
}

extension Fingerprint {
    /// Adds the conditions, in an order of their own.
    mutating func add(_ filter: TransferFilter) {
        for condition in filter.equal {
            add(condition.column.rawValue)
            add(condition.address)
        }
        for condition in filter.among {
            add("\(condition.column.rawValue)_in \(condition.addresses.count)")
            for address in condition.addresses { add(address) }
        }
        for account in filter.accounts {
            add("account")
            add(account)
        }
        add("transaction", filter.transaction.map { Hexadecimal.text($0) })
        add("blockFrom", filter.blockFrom)
        add("blockBefore", filter.blockBefore)
        add("timeFrom", filter.timeFrom?.microseconds)
        add("timeBefore", filter.timeBefore?.microseconds)
        add("valueFrom", filter.valueFrom)
        add("valueTo", filter.valueTo)
    }

    private mutating func add(_ name: String, _ value: (some CustomStringConvertible)?) {
        guard let value else { return }
        add(name)
        add(value.description)
    }
}
