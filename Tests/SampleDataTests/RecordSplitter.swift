/// The records of a file, with the header and without blank lines, each split into fields without their quotes.
///
/// Line ends are those of the file's layout: CR outside quotes is part of CRLF.
func records(of bytes: [UInt8]) -> [[[UInt8]]] {
    var records: [[[UInt8]]] = []
    var fields: [[UInt8]] = []
    var field: [UInt8] = []
    var inQuotes = false
    var lastWasClosingQuote = false
    var hasContent = false
    for byte in bytes {
        if byte == UInt8(ascii: "\"") {
            if !inQuotes, lastWasClosingQuote { field.append(byte) }
            lastWasClosingQuote = inQuotes
            inQuotes.toggle()
            hasContent = true
            continue
        }
        lastWasClosingQuote = false
        switch byte {
        case UInt8(ascii: ",") where !inQuotes:
            fields.append(field)
            field = []
            hasContent = true
        case UInt8(ascii: "\n") where !inQuotes:
            if hasContent { records.append(fields + [field]) }
            (fields, field, hasContent) = ([], [], false)
        case UInt8(ascii: "\r") where !inQuotes:
            break
        default:
            field.append(byte)
            hasContent = true
        }
    }
    return records
}

/// A field as text, for comparisons.
func text(_ field: [UInt8]) -> String {
    String(decoding: field, as: UTF8.self)
}
