import ETLModels
import GraphQL

/// Values of arguments and conditions, checked.
extension Compiler {
    /// Bytes of the length that the argument has.
    func bytes(_ value: InputValue?, _ name: String, count: Int) throws(GraphQLError) -> [UInt8] {
        guard case .bytes(let bytes) = value else { throw noCondition(name) }
        guard bytes.count == count else {
            let kind = count == 20 ? "an address" : "a hash"
            throw failure("'\(name)' is \(kind) of \(count) bytes, not of \(bytes.count).", .badUserInput)
        }
        return bytes
    }

    /// Different addresses in ascending order.
    func addresses(_ value: InputValue, _ name: String) throws(GraphQLError) -> [[UInt8]] {
        guard case .list(let items) = value else { throw noCondition(name) }
        guard items.count <= limits.filterItems else {
            throw failure(
                "'\(name)' has \(items.count) items; \(limits.filterItems) are allowed.", .filterLimit)
        }
        var addresses: Set<[UInt8]> = []
        for item in items { addresses.insert(try bytes(item, name, count: 20)) }
        return addresses.sorted { $0.lexicographicallyPrecedes($1) }
    }

    func blockNumber(_ value: InputValue?, _ name: String) throws(GraphQLError) -> Int64 {
        guard let digits = try digits(value, name), let number = parsed(Int64.self, digits) else {
            throw failure("'\(name)' is a block number, from 0 to 9223372036854775807.", .badUserInput)
        }
        return number
    }

    /// The digits of an amount, without zeros before them.
    func amount(_ value: InputValue?, _ name: String) throws(GraphQLError) -> String {
        guard let digits = try digits(value, name), let number = parsed(UInt256.self, digits) else {
            throw failure("'\(name)' is an amount, from 0 to 2^256 - 1.", .badUserInput)
        }
        return number.description
    }

    func time(_ value: InputValue?, _ name: String) throws(GraphQLError) -> Timestamp {
        guard case .integer(let microseconds) = value else { throw noCondition(name) }
        return Timestamp(microseconds: Int64(microseconds))
    }

    func text(_ value: InputValue?, _ name: String) throws(GraphQLError) -> String {
        guard case .string(let text) = value else { throw noCondition(name) }
        guard !text.utf8.contains(0) else {
            throw failure("'\(name)' holds the character U+0000, which no text of the database has.", .badUserInput)
        }
        return text
    }

    private func digits(_ value: InputValue?, _ name: String) throws(GraphQLError) -> [UInt8]? {
        guard case .number(let text) = value else { throw noCondition(name) }
        return Array(text.utf8)
    }

    private func parsed<Value: FieldValue>(_ type: Value.Type, _ digits: [UInt8]) -> Value? {
        var repaired = false
        return try? Value.parse(digits.span.bytes, repaired: &repaired)
    }

    /// Null might mean no condition or a condition on null, so it means neither.
    private func noCondition(_ name: String) -> GraphQLError {
        failure("'\(name)' is null, which is no condition. Leave it out.", .badUserInput)
    }
}
