import ETLModels

extension Schema {
    /// The columns of the table, in order: those of the kind, and the origin of a row.
    var storedColumns: [String] { columns.map(\.name) + ["origin"] }
}

/// The queries for stored rows whose keys a group of rows may have; each returns whole rows, as ``EncodedRows`` has them.
struct KeyStatements {
    private let schema: Schema

    init(_ schema: Schema) {
        self.schema = schema
    }

    /// The stored rows from one key to another, in the order of keys.
    func rows(from least: RawSpan, to greatest: RawSpan, limit: Int) -> String {
        """
        SELECT \(columns("stored")) FROM \(schema.table) AS stored
        WHERE \(isKey(of: "stored", from: least, to: greatest)) ORDER BY \(keyList) LIMIT \(limit)
        """
    }

    /// The condition that the key of a relation's row is between two keys.
    func isKey(of relation: String, from least: RawSpan, to greatest: RawSpan) -> String {
        let (low, high) = (KeyText.row(least, keyCount), KeyText.row(greatest, keyCount))
        let key = schema.key.map { "\(relation).\($0)" }.joined(separator: ", ")
        return "(\(key)) >= (\(low)) AND (\(key)) <= (\(high))"
    }

    /// The condition that the key of a relation's row is between those of two rows.
    func isKey(of relation: String, within bounds: (least: Int, greatest: Int), of rows: EncodedRows) -> String {
        isKey(of: relation, from: rows.key(of: bounds.least), to: rows.key(of: bounds.greatest))
    }

    /// The stored row with the key of each row of a relation, as `stored`.
    ///
    /// It looks up one key after another (a LATERAL with LIMIT cannot become a join). The planner does not know how many keys there
    /// are, and would otherwise read the whole table.
    func stored(for relation: String) -> String {
        let sameKey = schema.key.map { "target.\($0) = \(relation).\($0)" }.joined(separator: " AND ")
        return "CROSS JOIN LATERAL (SELECT * FROM \(schema.table) AS target WHERE \(sameKey) LIMIT 1) AS stored"
    }

    /// The stored rows with these keys.
    func rows(withKeys rows: EncodedRows, _ wanted: ArraySlice<Int>) -> String {
        var arrays = Array(repeating: "", count: keyCount)
        var types: [String] = []
        for row in wanted {
            let key = rows.key(of: row)
            types = KeyText.types(key, keyCount)
            for (column, element) in KeyText.elements(key, keyCount).enumerated() {
                arrays[column] += arrays[column].isEmpty ? element : "," + element
            }
        }
        let lists = zip(arrays, types).map { "'{\($0)}'::\($1)[]" }.joined(separator: ", ")
        return """
            SELECT \(columns("stored")) FROM unnest(\(lists)) AS wanted (\(keyList)) \(stored(for: "wanted"))
            """
    }

    private var keyCount: Int { schema.key.count }
    private var keyList: String { schema.key.joined(separator: ", ") }

    private func columns(_ relation: String) -> String {
        let content = schema.columns.map { "\(relation).\($0.name)" }
        return (content + ["coalesce(\(relation).origin, 0)"]).joined(separator: ", ")
    }
}

/// The fields of an encoded key as SQL.
private enum KeyText {
    /// The fields as values of a row.
    static func row(_ key: RawSpan, _ fields: Int) -> String {
        zip(elements(key, fields), types(key, fields)).map { "('{\($0)}'::\($1)[])[1]" }.joined(separator: ", ")
    }

    /// The types of the fields; a field's size tells which.
    static func types(_ key: RawSpan, _ fields: Int) -> [String] {
        map(key, fields) { field in
            switch field.byteCount {
            case 4: "integer"
            case 8: "bigint"
            default: "bytea"
            }
        }
    }

    /// The fields as elements in the text of an array: digits, and for bytes hex digits.
    static func elements(_ key: RawSpan, _ fields: Int) -> [String] {
        map(key, fields) { field in
            switch field.byteCount {
            case 4: String(Int32(bigEndian: field.unsafeLoadUnaligned(as: Int32.self)))
            case 8: String(Int64(bigEndian: field.unsafeLoadUnaligned(as: Int64.self)))
            default: "\"\\\\x" + hex(field) + "\""
            }
        }
    }

    private static func hex(_ bytes: RawSpan) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 2 * bytes.byteCount) { text in
            for offset in 0..<bytes.byteCount {
                let byte = Int(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
                text[2 * offset] = digits[byte >> 4]
                text[2 * offset + 1] = digits[byte & 15]
            }
            return 2 * bytes.byteCount
        }
    }

    private static func map(_ key: RawSpan, _ fields: Int, _ body: (RawSpan) -> String) -> [String] {
        (0..<fields).map { field in
            let start = RowFields.end(of: field, in: key) + 4
            return body(key.extracting(start..<RowFields.end(of: field + 1, in: key)))
        }
    }
}
