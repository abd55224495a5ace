/// Reads the value of a string token that the lexer has checked.
enum StringLiteral {
    /// The value of the string between these offsets, quotes included.
    static func value(_ bytes: [UInt8], _ start: Int, _ end: Int, isBlock: Bool) -> String {
        isBlock ? blockValue(bytes[start + 3..<end - 3]) : plainValue(Lexer(bytes: bytes), start + 1, end - 1)
    }

    private static func plainValue(_ lexer: Lexer, _ start: Int, _ end: Int) -> String {
        var value: [UInt8] = []
        value.reserveCapacity(end - start)
        var offset = start
        while offset < end {
            let byte = lexer.bytes[offset]
            if byte == UInt8(ascii: "\\"), let escape = try? lexer.escapeSequence(at: offset) {
                value.append(contentsOf: String(escape.scalar).utf8)
                offset += escape.length
            } else {
                value.append(byte)
                offset += 1
            }
        }
        return String(decoding: value, as: UTF8.self)
    }

    /// The value of a block string: without the common indentation and without blank first and last lines.
    ///
    /// Source: spec.graphql.org/October2021/#BlockStringValue().
    private static func blockValue(_ raw: ArraySlice<UInt8>) -> String {
        let lines = lines(of: raw)
        var indentation = Int.max
        var content: Range<Int>?
        for (index, line) in lines.enumerated() {
            let leading = line.prefix { $0 == 0x20 || $0 == 0x09 }.count
            if leading == line.count { continue }
            content = (content?.lowerBound ?? index)..<index + 1
            if index > 0 { indentation = min(indentation, leading) }
        }
        guard let content else { return "" }
        var value: [UInt8] = []
        for index in content {
            if index > content.lowerBound { value.append(0x0A) }
            value.append(contentsOf: index == 0 ? lines[index][...] : lines[index].dropFirst(indentation))
        }
        return String(decoding: value, as: UTF8.self)
    }

    /// The lines of a block string, with escaped quotes replaced.
    private static func lines(of raw: ArraySlice<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = [[]]
        var offset = raw.startIndex
        while offset < raw.endIndex {
            let byte = raw[offset]
            offset += 1
            if byte == 0x0D || byte == 0x0A {
                if byte == 0x0D, offset < raw.endIndex, raw[offset] == 0x0A { offset += 1 }
                lines.append([])
            } else if byte == UInt8(ascii: "\\"), raw[offset...].starts(with: "\"\"\"".utf8) {
                lines[lines.count - 1].append(contentsOf: "\"\"\"".utf8)
                offset += 3
            } else {
                lines[lines.count - 1].append(byte)
            }
        }
        return lines
    }
}
