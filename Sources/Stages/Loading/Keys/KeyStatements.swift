import ETLModels

extension Schema {
    /// The columns of the table, in order: those of the kind, and the origin of a row.
    var storedColumns: [String] { columns.map(\.name) + ["origin"] }

    /// The columns of a relation's row, in order, as ``EncodedRows`` has them.
    func rowColumns(of relation: String) -> String {
        (columns.map { "\(relation).\($0.name)" } + ["coalesce(\(relation).origin, 0)"]).joined(separator: ", ")
    }

    /// The assignments that give a stored row the content and the origin of another with its key.
    func assignments(from relation: String) -> String {
        storedColumns.filter { !key.contains($0) }.map { "\($0) = \(relation).\($0)" }.joined(separator: ", ")
    }

    /// The condition that rows of two relations have the same key.
    func haveSameKey(_ one: String, _ other: String) -> String {
        key.map { "\(one).\($0) = \(other).\($0)" }.joined(separator: " AND ")
    }
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
        SELECT \(schema.rowColumns(of: "stored")) FROM \(schema.table) AS stored
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
        let sameKey = schema.haveSameKey("target", relation)
        return "CROSS JOIN LATERAL (SELECT * FROM \(schema.table) AS target WHERE \(sameKey) LIMIT 1) AS stored"
    }

    /// The stored rows with these keys.
    func rows(withKeys rows: EncodedRows, _ wanted: ArraySlice<Int>) -> String {
        var arrays = Array(repeating: [UInt8](), count: keyCount)
        for column in arrays.indices { arrays[column].reserveCapacity(wanted.count * 48) }
        for row in wanted {
            let key = rows.key(of: row)
            for column in arrays.indices {
                if !arrays[column].isEmpty { arrays[column].append(UInt8(ascii: ",")) }
                KeyText.append(KeyText.field(column, of: key), to: &arrays[column])
            }
        }
        let types = wanted.first.map { KeyText.types(rows.key(of: $0), keyCount) } ?? []
        let lists = zip(arrays, types).map { "'{\(String(decoding: $0, as: UTF8.self))}'::\($1)[]" }.joined(
            separator: ", ")
        return """
            SELECT \(schema.rowColumns(of: "stored")) FROM unnest(\(lists)) AS wanted (\(keyList)) \(stored(for: "wanted"))
            """
    }

    private var keyCount: Int { schema.key.count }
    private var keyList: String { schema.key.joined(separator: ", ") }
}

/// The fields of an encoded key as SQL.
private enum KeyText {
    /// The fields as values of a row.
    static func row(_ key: RawSpan, _ fields: Int) -> String {
        zip(0..<fields, types(key, fields)).map { field, type in
            var element: [UInt8] = []
            append(self.field(field, of: key), to: &element)
            return "('{\(String(decoding: element, as: UTF8.self))}'::\(type)[])[1]"
        }.joined(separator: ", ")
    }

    /// The types of the fields; a field's size tells which.
    static func types(_ key: RawSpan, _ fields: Int) -> [String] {
        (0..<fields).map { number in
            switch field(number, of: key).byteCount {
            case 4: "integer"
            case 8: "bigint"
            default: "bytea"
            }
        }
    }

    /// A field's bytes.
    @_lifetime(copy key)
    static func field(_ number: Int, of key: RawSpan) -> RawSpan {
        RowFields.field(number, of: key).extracting(droppingFirst: RowFields.lengthSize)
    }

    /// Appends a field as an element in the text of an array: digits, and for bytes hex digits.
    static func append(_ field: RawSpan, to text: inout [UInt8]) {
        switch field.byteCount {
        case 4: text.append(contentsOf: String(Int32(bigEndian: field.unsafeLoadUnaligned(as: Int32.self))).utf8)
        case 8: text.append(contentsOf: String(Int64(bigEndian: field.unsafeLoadUnaligned(as: Int64.self))).utf8)
        default:
            text.append(contentsOf: #""\\x"#.utf8)
            for offset in 0..<field.byteCount {
                let byte = RowFields.byte(field, offset)
                text.append(digit(byte >> 4))
                text.append(digit(byte & 15))
            }
            text.append(UInt8(ascii: "\""))
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
    }
}
