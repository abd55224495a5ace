extension JSONMembers {
    /// The maximum nesting of containers: bounds the memory for a record.
    static var depthLimit: Int { 512 }

    /// Moves past an object or an array, whatever is in it.
    mutating func skipContainer() throws(JSONDefect) {
        var open: [UInt8] = []
        repeat {
            skipSpace()
            // Here a value is wanted.
            if take(UInt8(ascii: "{")) {
                open.append(UInt8(ascii: "}"))
                skipSpace()
                if !take(UInt8(ascii: "}")) {
                    try skipKey()
                    continue
                }
                open.removeLast()
            } else if take(UInt8(ascii: "[")) {
                open.append(UInt8(ascii: "]"))
                skipSpace()
                guard take(UInt8(ascii: "]")) else { continue }
                open.removeLast()
            } else if position < text.byteCount, text.byte(at: position) == UInt8(ascii: "\"") {
                _ = try string()
            } else {
                _ = try scalar()
            }
            try close(&open)
        } while !open.isEmpty && open.count <= Self.depthLimit
        guard open.isEmpty else { throw JSONDefect(offset: position) }
    }

    /// Behind a value: moves past the containers that end here, and to the value that comes next.
    private mutating func close(_ open: inout [UInt8]) throws(JSONDefect) {
        while let end = open.last {
            skipSpace()
            if take(end) {
                open.removeLast()
                continue
            }
            try expect(UInt8(ascii: ","))
            if end == UInt8(ascii: "}") {
                skipSpace()
                try skipKey()
            }
            return
        }
    }

    private mutating func skipKey() throws(JSONDefect) {
        _ = try string()
        skipSpace()
        try expect(UInt8(ascii: ":"))
    }
}
