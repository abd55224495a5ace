import ETLModels

/// The text of a record with the positions of its fields.
struct Row {
    var text: [UInt8] = []
    var resolved: [UInt8] = []
    var fields: [FieldBounds] = []

    /// Joins fields with commas. The content of a quoted field, with doubled quotes as one, goes to the resolved
    /// fields.
    init(_ texts: [String]) {
        for (index, field) in texts.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            if field.hasPrefix("\"") {
                let start = resolved.count
                resolved += field.dropFirst().dropLast().replacing("\"\"", with: "\"").utf8
                fields.append(FieldBounds(start: start, end: resolved.count, isResolved: true))
            } else {
                let start = text.count
                text += field.utf8
                fields.append(FieldBounds(start: start, end: text.count, isResolved: false))
            }
        }
    }

    /// Reads a record whose fields are in the order of the kind's columns.
    func read<Kind: Record>(as type: Kind.Type = Kind.self) throws(RecordError) -> (record: Kind, isRepaired: Bool) {
        try read(as: type, positions: Array(fields.indices))
    }

    func read<Kind: Record>(
        as type: Kind.Type = Kind.self, positions: [Int]
    ) throws(RecordError) -> (record: Kind, isRepaired: Bool) {
        var row = TextRow(
            text.span.bytes, resolved: resolved.span.bytes, fields: fields.span, positions: positions.span)
        return (try Kind(from: &row), row.isRepaired)
    }
}

/// A transfer with every field, in the order of the table's columns.
let transferTexts = [
    "15303987", "5", "0x" + String(repeating: "aa", count: 32), "0x" + String(repeating: "11", count: 20),
    "0x" + String(repeating: "22", count: 20), "0x" + String(repeating: "33", count: 20), "256",
    "2022-08-08 23:06:52 UTC",
    "0x" + String(repeating: "bb", count: 32),
]

/// A token with every field, in the order of the table's columns.
let tokenTexts = [
    "0x" + String(repeating: "11", count: 20), "DAI", "Dai Stablecoin", "18", "1000", "2022-08-08 23:06:52 UTC",
    "15303987",
    "0x" + String(repeating: "bb", count: 32),
]
