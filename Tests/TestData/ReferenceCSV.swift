/// A simple CSV parser for comparison, which reads one character at a time.
package enum ReferenceCSV {
    package struct Record: Hashable {
        package var text: [UInt8]
        /// The first line, from 1, and the number of lines.
        package var line: Int
        package var lines: Int
        /// The line of a quote that is not closed before the end of the text.
        package var openQuote: Int?
    }

    /// The records of a text up to a quote that is never closed, without the header wherever it occurs.
    package static func records(_ text: [UInt8]) -> [Record] {
        let lines = allRecords(text)
        guard let header = lines.first else { return [] }
        return lines.filter { $0.text != header.text && $0.openQuote == nil }
    }

    /// The records of a text, headers and a last one with an open quote among them.
    package static func allRecords(_ text: [UInt8]) -> [Record] {
        var records: [Record] = []
        var record = Record(text: [], line: 1, lines: 1)
        var isQuoted = false
        var mayOpen = true
        var isAfterQuote = false
        var quoteLine = 0
        for byte in text {
            let line = record.line + record.lines - 1
            if byte == 0x0A, !isQuoted {
                if record.text.last == 0x0D { record.text.removeLast() }
                records.append(record)
                record = Record(text: [], line: line + 1, lines: 1)
                (mayOpen, isAfterQuote) = (true, false)
                continue
            }
            record.text.append(byte)
            if byte == 0x0A { record.lines += 1 }
            if byte == 0x22, isQuoted {
                // A doubled quote closes here and opens again with its second half.
                (isQuoted, mayOpen, isAfterQuote) = (false, true, true)
            } else if byte == 0x22, mayOpen {
                if !isAfterQuote { quoteLine = line }
                isQuoted = true
            } else if !isQuoted {
                (mayOpen, isAfterQuote) = (byte == 0x2C, false)
            }
        }
        record.openQuote = isQuoted ? quoteLine : nil
        if !isQuoted, record.text.last == 0x0D { record.text.removeLast() }
        if isQuoted, record.text.last == 0x0A { record.lines -= 1 }
        records.append(record)
        return records.filter { !$0.text.isEmpty }
    }

    /// The fields of a record; nil if text follows a closing quote.
    package static func soundFields(_ record: [UInt8]) -> [[UInt8]]? {
        var isQuoted = false
        var isFieldStart = true
        var isAfterQuote = false
        for byte in record {
            if isQuoted {
                if byte == 0x22 { (isQuoted, isAfterQuote) = (false, true) }
                continue
            }
            switch byte {
            case 0x22 where isFieldStart || isAfterQuote: (isQuoted, isFieldStart, isAfterQuote) = (true, false, false)
            case 0x2C: (isFieldStart, isAfterQuote) = (true, false)
            default:
                if isAfterQuote { return nil }
                isFieldStart = false
            }
        }
        return isQuoted ? nil : fields(record)
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
