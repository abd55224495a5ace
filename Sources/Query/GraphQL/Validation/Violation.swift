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

/// Computes the locations of ascending offsets.
private struct LocationTracker {
    let bytes: [UInt8]
    private var offset = 0
    private var current = SourceLocation(line: 1, column: 1)

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func location(_ target: Int) -> SourceLocation {
        while offset < target {
            let byte = bytes[offset]
            offset += 1
            if byte == 0x0A || (byte == 0x0D && !(offset < bytes.count && bytes[offset] == 0x0A)) {
                current = SourceLocation(line: current.line + 1, column: 1)
            } else if byte & 0xC0 != 0x80 {
                current.column += 1
            }
        }
        return current
    }
}
