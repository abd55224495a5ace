/// A violation of a rule: its message and the offsets of the nodes at fault.
struct Violation {
    var message: String
    var offsets: [Int32]
    var code = ErrorCode.validationFailed
}

extension Document {
    /// Turns offsets into lines and columns with one pass over the text.
    func errors(_ violations: [Violation]) -> [GraphQLError] {
        let offsets = Set(violations.flatMap(\.offsets)).sorted()
        var locations: [Int32: SourceLocation] = [:]
        var tracker = LocationTracker(bytes: bytes)
        for offset in offsets { locations[offset] = tracker.location(Int(offset)) }
        return violations.map { violation in
            GraphQLError(
                violation.message, locations: violation.offsets.compactMap { locations[$0] }, code: violation.code)
        }
    }
}
