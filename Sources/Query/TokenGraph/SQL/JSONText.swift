/// JSON as SQL: literal text and expressions of PostgreSQL, in order.
///
/// Joining text is faster than `row_to_json` and `json_build_object`, and keeps names of any length.
struct JSONText {
    /// A literal text or an expression within the SQL.
    private struct Piece {
        /// Where it begins, in bytes.
        let start: Int
        let isLiteral: Bool
    }

    /// The pieces one after the other, without separators. The last lacks its closing quote if it is a literal.
    private var sql = ""
    private var pieces: [Piece] = []

    init(_ literal: String = "") {
        // What the fields of a transfer take: to grow step by step would copy them several times.
        sql.reserveCapacity(768)
        pieces.reserveCapacity(32)
        self.literal(literal)
    }

    /// Appends JSON that is known already. It comes from names of GraphQL, so it has no quote to escape.
    mutating func literal(_ text: some StringProtocol) {
        guard !text.isEmpty else { return }
        if pieces.last?.isLiteral != true {
            pieces.append(Piece(start: sql.utf8.count, isLiteral: true))
            sql += "'"
        }
        sql += text
    }

    /// Appends what an expression gives, which is told in parts; it must not be null.
    mutating func expression(_ first: String, _ second: String = "", _ third: String = "") {
        beginExpression()
        sql += first
        sql += second
        sql += third
    }

    private mutating func beginExpression() {
        if pieces.last?.isLiteral == true { sql += "'" }
        pieces.append(Piece(start: sql.utf8.count, isLiteral: false))
    }

    /// Appends an expression between quotes.
    mutating func quoted(_ sql: String) {
        literal("\"")
        expression(sql)
        literal("\"")
    }

    mutating func append(_ other: JSONText) {
        for index in other.pieces.indices {
            let text = other.text(of: index)
            if other.pieces[index].isLiteral {
                literal(text.dropFirst())
            } else {
                beginExpression()
                sql += text
            }
        }
    }

    /// The text by the operator `||`, which is the fastest for the short texts of a row.
    var row: String {
        guard pieces.count != 1 else { return joined(pieces.indices, " || ") }
        return pieces.isEmpty ? "''" : "(" + joined(pieces.indices, " || ") + ")"
    }

    /// The text by `concat`, which copies long texts once. A function has at most 100 arguments.
    var page: String {
        let limit = 90
        guard pieces.count > limit else { return "concat(" + joined(pieces.indices, ", ") + ")" }
        var texts = stride(from: 0, to: pieces.count, by: limit).map { start in
            "concat(" + joined(start..<min(start + limit, pieces.count), ", ") + ")"
        }
        while texts.count > limit {
            texts = stride(from: 0, to: texts.count, by: limit).map { start in
                "concat(" + texts[start..<min(start + limit, texts.count)].joined(separator: ", ") + ")"
            }
        }
        return "concat(" + texts.joined(separator: ", ") + ")"
    }

    /// Some pieces, with a separator between them.
    private func joined(_ indices: Range<Int>, _ separator: String) -> String {
        var text = ""
        text.reserveCapacity(sql.utf8.count + separator.utf8.count * indices.count + 2)
        for index in indices {
            if index > indices.lowerBound { text += separator }
            text += self.text(of: index)
            if pieces[index].isLiteral { text += "'" }
        }
        return text
    }

    /// A piece, without the closing quote.
    private func text(of index: Int) -> Substring {
        let bytes = sql.utf8
        let start = bytes.index(bytes.startIndex, offsetBy: pieces[index].start)
        guard index + 1 < pieces.count else { return sql[start...] }
        let length = pieces[index + 1].start - pieces[index].start - (pieces[index].isLiteral ? 1 : 0)
        return sql[start..<bytes.index(start, offsetBy: length)]
    }
}

/// Values of columns as JSON.
extension JSONText {
    /// A number of any size as a string.
    mutating func bigInt(_ column: String, isNullable: Bool = true) {
        if isNullable { nullable("'\"' || ", column, " || '\"'") } else { quoted(column) }
    }

    mutating func bytes(_ column: String, isNullable: Bool = true) {
        if isNullable {
            nullable("'\"0x' || encode(", column, ", 'hex') || '\"'")
        } else {
            literal("\"0x")
            expression("encode(", column, ", 'hex')")
            literal("\"")
        }
    }

    /// A time; the session must have the `DateStyle` ISO. `to_json` would take twice as long.
    mutating func time(_ column: String) {
        nullable("'\"' || replace((", column, " AT TIME ZONE 'UTC')::text, ' ', 'T') || 'Z\"'")
    }

    mutating func text(_ column: String) {
        nullable("to_json(", column, ")::text")
    }

    mutating func boolean(_ condition: String) {
        expression("(", condition, ")::text")
    }

    /// An expression of JSON text that may be null, in parts.
    mutating func nullable(_ first: String, _ second: String = "", _ third: String = "") {
        expression("coalesce(", first, second)
        sql += third
        sql += ", 'null')"
    }
}
