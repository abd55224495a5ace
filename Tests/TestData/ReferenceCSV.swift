/// A simple CSV parser for comparison, which reads one character at a time.
package enum ReferenceCSV {
    package struct Record: Hashable {
        package var text: [UInt8]
        package var isUnclosed = false
    }

    /// The records of a text, without the header wherever it occurs.
    package static func records(_ text: [UInt8]) -> [Record] {
        var lines: [Record] = []
        var line: [UInt8] = []
        var isQuoted = false
        var mayOpen = true
        for byte in text {
            if byte == 0x0A, !isQuoted {
                if line.last == 0x0D { line.removeLast() }
                lines.append(Record(text: line))
                line = []
                mayOpen = true
                continue
            }
            line.append(byte)
            if byte == 0x22, isQuoted {
                // The first half of a doubled quote closes here, and the second half opens again.
                isQuoted = false
                mayOpen = true
            } else if byte == 0x22, mayOpen {
                isQuoted = true
            } else if !isQuoted {
                mayOpen = byte == 0x2C
            }
        }
        lines.append(Record(text: line, isUnclosed: isQuoted))
        lines.removeAll { $0.text.isEmpty }
        guard let header = lines.first else { return [] }
        return lines.filter { $0.text != header.text }
    }

    /// The fields of a record.
    package static func fields(_ record: [UInt8]) -> [[UInt8]] {
        var fields: [[UInt8]] = [[]]
        var isQuoted = false
        var isFieldStart = true
        var isAfterQuote = false
        for byte in record {
            switch byte {
            case 0x22 where isFieldStart: isQuoted = true
            case 0x22 where isQuoted:
                isQuoted = false
                isAfterQuote = true
                continue
            case 0x22 where isAfterQuote:
                isQuoted = true
                fields[fields.count - 1].append(byte)
            case 0x2C where !isQuoted:
                fields.append([])
                isFieldStart = true
                isAfterQuote = false
                continue
            default: fields[fields.count - 1].append(byte)
            }
            isFieldStart = false
            isAfterQuote = false
        }
        return fields
    }
}
