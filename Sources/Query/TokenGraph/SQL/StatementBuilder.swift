import ETLModels

/// The parameters, the aliases and the bounds of blocks of one statement.
struct StatementBuilder {
    private(set) var parameters: [SQLParameter] = []
    private var aliases = 0
    private var timeBounds: [String] = []

    /// Adds a parameter and returns it as an expression with its type.
    mutating func parameter(_ value: SQLParameter) -> String {
        parameters.append(value)
        return "$\(parameters.count)::\(value.type)"
    }

    /// A name that no other relation of the statement has.
    mutating func alias(_ prefix: String) -> String {
        aliases += 1
        return "\(prefix)\(aliases)"
    }

    /// The name of a relation (lo, hi) of which the last row encloses the first block at a time or after it.
    ///
    /// `time` is an expression. Times grow with blocks, so halving finds the block in some 25 probes of the key, however
    /// wide a window is. Stretches of rows without a time can leave a distance between the two.
    mutating func blockBound(at time: String) -> String {
        let name = "b\(timeBounds.count + 1)"
        timeBounds.append(
            """
            \(name) (lo, hi) AS (\
            SELECT (SELECT block_number FROM token_transfers ORDER BY block_number, log_index LIMIT 1), \
            (SELECT least(block_number, 9223372036854775806) + 1 FROM token_transfers \
            ORDER BY block_number DESC, log_index DESC LIMIT 1) \
            UNION ALL SELECT CASE WHEN p.found < \(time) THEN p.middle + 1 ELSE p.lo END, \
            CASE WHEN p.found < \(time) THEN p.hi ELSE p.middle END \
            FROM (SELECT m.*, (SELECT n.block_timestamp FROM (SELECT block_timestamp FROM token_transfers \
            WHERE block_number >= m.middle ORDER BY block_number, log_index LIMIT 100) AS n \
            WHERE n.block_timestamp IS NOT NULL LIMIT 1) AS found \
            FROM (SELECT lo, hi, lo + (hi - lo) / 2 AS middle FROM \(name) WHERE lo < hi) AS m LIMIT 1) AS p \
            WHERE p.found IS NOT NULL)
            """)
        return name
    }

    /// The statement of a query that gives one text; the statement gives null if the text is too large.
    func statement(_ query: String, largest: Int, isLookup: Bool) -> Statement {
        let bounds = timeBounds.isEmpty ? "" : "WITH RECURSIVE \(timeBounds.joined(separator: ", ")) "
        // OFFSET keeps the query from being merged, and run twice.
        return Statement(
            text: """
                SELECT CASE WHEN octet_length(r.json) <= \(largest) THEN r.json END \
                FROM (\(bounds)\(query) OFFSET 0) AS r (json)
                """, parameters: parameters, isLookup: isLookup)
    }
}
