import CPostgreSQL
import DisplayText

/// The parameters of one query in libpq's layout, in one block of memory.
///
/// Text is sent as text, so that the server reads it as the type that the statement expects; all else is sent in
/// binary.
struct QueryParameters {
    private var types: [Oid] = []
    private var formats: [Int32] = []
    private var lengths: [Int32] = []
    private var offsets: [Int?] = []
    private var storage: [UInt8] = []

    /// - Throws: ``PostgresError`` for a text with a NUL character, which PostgreSQL cannot store.
    init(_ values: [PostgresValue]) throws(PostgresError) {
        for value in values {
            try append(value)
        }
    }

    /// Calls `body` with the arrays of `PQexecParams`: count, types, values, lengths, formats.
    func withPointers<Result>(
        _ body: (Int32, [Oid], [UnsafePointer<CChar>?], [Int32], [Int32]) -> Result
    ) -> Result {
        storage.withUnsafeBytes { block in
            let base = block.baseAddress?.assumingMemoryBound(to: CChar.self)
            let values = offsets.map { offset in offset.flatMap { base?.advanced(by: $0) } }
            return body(Int32(values.count), types, values, lengths, formats)
        }
    }

    private mutating func append(_ value: PostgresValue) throws(PostgresError) {
        switch value {
        case .null: appendNull()
        case .text(let text): try append(text, type: 0)
        case .integer(let integer): append(bigEndian: integer, type: 20)
        case .bool(let bool): append([bool ? 1 : 0], type: 16)
        case .bytes(let bytes): append(bytes, type: 17)
        case .uuid(let bytes): append(bytes, type: 2950)
        case .timestamp(let microseconds): append(bigEndian: microseconds, type: 1184)
        case .textArray(let elements): try append(Self.arrayLiteral(elements), type: 1009)
        }
    }

    private mutating func appendNull() {
        types.append(0)
        formats.append(0)
        lengths.append(0)
        offsets.append(nil)
    }

    private mutating func append(_ text: String, type: Oid) throws(PostgresError) {
        guard !text.utf8.contains(0) else {
            throw PostgresError(
                sqlState: .characterNotInRepertoire, message: "a text parameter holds a NUL character",
                hint: "PostgreSQL cannot store NUL characters in text; remove them.")
        }
        append(Array(text.utf8) + [0], type: type, format: 0)
    }

    private mutating func append(bigEndian integer: Int64, type: Oid) {
        append(withUnsafeBytes(of: integer.bigEndian, Array.init), type: type)
    }

    private mutating func append(_ bytes: [UInt8], type: Oid, format: Int32 = 1) {
        types.append(type)
        formats.append(format)
        lengths.append(Int32(bytes.count))
        offsets.append(storage.count)
        storage += bytes
        // Keeps an empty value's address inside the block.
        storage.append(0)
    }

    private static func arrayLiteral(_ elements: [String?]) -> String {
        let items = elements.map { element in
            guard let element else { return "NULL" }
            return "\"" + element.escaped { $0 == "\"" || $0 == "\\" ? "\\\($0)" : nil } + "\""
        }
        return "{" + items.joined(separator: ",") + "}"
    }
}
