/// A record as a line of text, for showing a record to a person when its source text is unavailable.
public enum RecordText {
    /// Writes a record as CSV in the order of a header, each value in its canonical form: lower-case hex digits,
    /// numbers without leading zeros, times in UTC. Columns that the kind does not know stay empty.
    ///
    /// Where records name their fields, a source has a name for each column of the kind, in the kind's order. Then the place
    /// of a name counts if the kind does not know the name, as those of cryo.
    ///
    /// - Parameter header: names as a source's columns may be called, aliases included.
    public static func line<Kind: Record>(_ record: borrowing Kind, header: [String]) -> String {
        var collector = TextCollector()
        record.write(to: &collector)
        return columns(of: header, Schema(of: Kind.self)).map { column in
            column.flatMap { collector.texts[$0] }.map(quoted) ?? ""
        }.joined(separator: ",")
    }

    /// The column of the kind for each name of a header; nil if the kind has none.
    public static func columns(of header: [String], _ schema: Schema) -> [Int?] {
        let columns = schema.columns
        let names = header.isEmpty ? columns.map(\.name) : header
        var found = names.map { name in
            let name = HeaderName.normalized(name)
            return columns.firstIndex { $0.headerNames.contains(name) }
        }
        let isInOrder = found.indices.allSatisfy { found[$0] == nil || found[$0] == $0 }
        if found.count == columns.count, isInOrder { found = columns.indices.map { $0 } }
        return found
    }

    /// Writes a field of CSV: in quotes, and quotes twice, where it has a quote, a comma or a line end in it.
    public static func quoted(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        guard needsQuotes else { return text }
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }
}

/// Collects the texts of a record's fields, in the order of the columns.
private struct TextCollector: FieldSink, ValueSink {
    var texts: [String?] = []

    mutating func required<Value: FieldValue>(_ field: Field, _ value: Value) {
        value.put(into: &self)
    }

    mutating func optional<Value: FieldValue>(_ field: Field, _ value: Value?) {
        if let value {
            value.put(into: &self)
        } else {
            texts.append(nil)
        }
    }

    mutating func put(_ address: Address) { texts.append("\(address)") }
    mutating func put(_ hash: Hash32) { texts.append("\(hash)") }
    mutating func put(_ amount: UInt256) { texts.append("\(amount)") }
    mutating func put(_ number: Int32) { texts.append("\(number)") }
    mutating func put(_ number: Int64) { texts.append("\(number)") }
    mutating func put(_ timestamp: Timestamp) { texts.append("\(timestamp)") }
    mutating func put(_ text: Text) { texts.append(text.string) }
}
