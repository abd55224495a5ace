import ETLModels

/// The SQL that puts rows in the places of stored ones, generated from the kind's schema.
struct ReplacementStatements {
    private let schema: Schema

    init(_ schema: Schema) {
        self.schema = schema
    }

    /// The table of a session for the rows: the columns of the kind's table, and those of what they displace.
    var table: String { "etl_replacements_\(schema.table)" }

    /// Its columns in order; the last two are the origin of the stored row, and 1 if that row agrees.
    var columns: [String] { schema.storedColumns + ["displaced", "agrees"] }

    /// Creates the table, empty at the start of every transaction.
    var create: String {
        """
        CREATE TEMPORARY TABLE IF NOT EXISTS \(table) ON COMMIT DELETE ROWS AS
        SELECT stored.*, 0::bigint AS displaced, 0::integer AS agrees FROM \(schema.table) AS stored WITH NO DATA
        """
    }

    /// Empties it, for the transaction may have replaced rows of an earlier part of its group.
    var clear: String { "DELETE FROM \(table)" }

    /// Locks the stored rows, in the order of their keys, in which all loaders wait; those that have been replaced meanwhile are not found.
    var lock: String {
        """
        SELECT count(*) FROM (SELECT * FROM \(table) ORDER BY \(schema.key.joined(separator: ", "))) AS taken
        CROSS JOIN LATERAL (SELECT FROM \(schema.table) AS target
            WHERE \(schema.haveSameKey("target", "taken")) AND coalesce(target.origin, 0) = taken.displaced LIMIT 1 FOR UPDATE) AS stored
        """
    }

    /// Puts the rows in the places of locked ones, one after another.
    var put: String {
        let names = schema.storedColumns.joined(separator: ", ")
        return """
            INSERT INTO \(schema.table) AS stored (\(names)) SELECT \(names) FROM \(table)
            ON CONFLICT (\(schema.key.joined(separator: ", "))) DO UPDATE SET \(schema.assignments(from: "excluded"))
            """
    }

    /// The rows as `taken`, with the stored ones as `stored`.
    ///
    /// - Parameter range: the condition that a stored key is among those of the group, for the planner; nil looks up one key after another.
    func rows(where range: String?) -> String {
        guard let range else { return "\(table) AS taken \(KeyStatements(schema).stored(for: "taken"))" }
        return "\(table) AS taken JOIN \(schema.table) AS stored ON \(sameKey) AND \(range)"
    }

    /// Replaces the stored rows.
    func replace(where range: String) -> String {
        """
        UPDATE \(schema.table) AS stored SET \(schema.assignments(from: "taken")) FROM \(table) AS taken
        WHERE \(sameKey) AND \(range)
        """
    }

    /// A stored row as text, as ``RecordText`` writes a record.
    ///
    /// - Parameter header: the names under which the columns are written.
    func raw(header: [String]) -> String {
        let fields = RecordText.columns(of: header, schema).map { column in
            column.map { "coalesce(\(Self.text(schema.columns[$0])), '')" } ?? "''"
        }
        return fields.joined(separator: " || ',' || ")
    }

    private static func text(_ column: Schema.Column) -> String {
        let value = "stored.\(column.name)"
        switch column.type {
        case .address, .hash: return "'0x' || encode(\(value), 'hex')"
        case .amount, .integer: return "\(value)::text"
        case .timestamp:
            let fraction = "nullif(extract(microseconds FROM \(value))::bigint % 1000000, 0)"
            let time = "to_char(\(value) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')"
            return "\(time) || coalesce('.' || lpad((\(fraction))::text, 6, '0'), '') || ' UTC'"
        case .text:
            return
                "CASE WHEN \(value) ~ '[\",\\r\\n]' THEN '\"' || replace(\(value), '\"', '\"\"') || '\"' ELSE \(value) END"
        }
    }

    private var sameKey: String { schema.haveSameKey("stored", "taken") }
}
