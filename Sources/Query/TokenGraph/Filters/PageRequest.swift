import GraphQL

/// The page that the arguments of a connection ask for.
struct PageRequest {
    /// The most items.
    var count: Int
    /// Whether the items are those at the end of the list.
    var isBackward: Bool
    /// The position before the first item.
    var after: [UInt8]?
    /// The position after the last item.
    var before: [UInt8]?
}

extension Compiler {
    /// The page of the current field. `positionBytes` is the length of a position in its cursors.
    func pageRequest(
        _ field: RequestedField, _ cursor: Cursor, positionBytes: Int
    ) throws(GraphQLError) -> PageRequest {
        let first = try count(field, "first")
        let last = try count(field, "last")
        guard first == nil || last == nil else {
            throw failure("'first' and 'last' exclude each other.", .badUserInput)
        }
        return PageRequest(
            count: first ?? last ?? min(limits.standardPage, limits.page), isBackward: last != nil,
            after: try position(field, "after", cursor, positionBytes),
            before: try position(field, "before", cursor, positionBytes))
    }

    private func count(_ field: RequestedField, _ name: String) throws(GraphQLError) -> Int? {
        guard case .integer(let count) = field.argument(name) else { return nil }
        guard count >= 0 else { throw failure("'\(name)' is negative.", .badUserInput) }
        guard count <= limits.page else {
            throw failure("'\(name)' is \(count); \(limits.page) is the most.", .pageLimit)
        }
        return count
    }

    private func position(
        _ field: RequestedField, _ name: String, _ cursor: Cursor, _ count: Int
    ) throws(GraphQLError) -> [UInt8]? {
        guard case .string(let text) = field.argument(name) else { return nil }
        guard let position = cursor.position(text, bytes: count) else { throw wrongCursor(name) }
        return position
    }

    func wrongCursor(_ name: String) -> GraphQLError {
        failure(
            "'\(name)' is not a cursor of this list: it has another filter or order, or it is no cursor at all.",
            .invalidCursor)
    }
}
