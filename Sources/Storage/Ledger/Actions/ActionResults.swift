package import Postgres

/// Which results of an action are meant.
package enum ResultFilter: String, Sendable, CaseIterable {
    case all, failed
    /// Letters that were replayed, are not loaded, and are dead again.
    case diedAgain = "died-again"
}

/// The place of a result among those of its action.
package struct ResultPlace: Sendable, Hashable, CustomStringConvertible {
    private let block: UInt32
    private let row: UInt16

    /// Parses `BLOCK.ROW`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let block = UInt32(parts[0]), let row = UInt16(parts[1]) else { return nil }
        (self.block, self.row) = (block, row)
    }

    /// - Parameter place: `(BLOCK,ROW)`
    fileprivate init?(tid place: String?) {
        self.init((place ?? "").filter { $0 != "(" && $0 != ")" }.replacing(",", with: "."))
    }

    package var description: String { "\(block).\(row)" }

    fileprivate var tid: String { "(\(block),\(row))" }
}

/// The letters that are dead now.
package struct DeadNow: Sendable {
    package struct Letter: Sendable, Hashable {
        let id: String
        let place: String

        /// - Parameter sequence: nil for an extract job.
        package init(id: String, source: String, sequence: Int?) {
            self.id = id
            place = Self.place(source, sequence)
        }

        fileprivate static func place(_ source: String, _ sequence: Int?) -> String {
            "\(source)/\(sequence.map(String.init) ?? "")"
        }
    }

    fileprivate let letters: [Letter]
    private let byPlace: [String: [String]]

    package init(_ letters: [Letter] = []) {
        self.letters = letters
        byPlace = Dictionary(grouping: letters, by: \.place).mapValues { $0.map(\.id) }
    }

    /// The letters of a batch, or of a job.
    package func ids(of batch: ReplayedBatch) -> [String] { byPlace[Letter.place(batch.source, batch.sequence)] ?? [] }
}

/// The numbers of an action's results.
package struct ActionTally: Sendable, Hashable, Encodable {
    package let results: Int
    package let failed: Int
    /// Of those that were replayed.
    package let loaded: Int
    package let diedAgain: Int
    package let discarded: Int
    /// Nothing is known of them.
    package let underWay: Int

    package init(
        results: Int = 0, failed: Int = 0, loaded: Int = 0, diedAgain: Int = 0, discarded: Int = 0, underWay: Int = 0
    ) {
        self.results = results
        self.failed = failed
        self.loaded = loaded
        self.diedAgain = diedAgain
        self.discarded = discarded
        self.underWay = underWay
    }
}

extension ActionTable {
    /// Counts the results of an action's subjects.
    package static func tally(
        of action: Int64, _ dead: DeadNow, on connection: isolated PostgresConnection
    ) throws(PostgresError) -> ActionTally {
        let row = try connection.query(
            """
            SELECT count(*), count(*) FILTER (WHERE outcome = 'failed'), count(*) FILTER (WHERE \(isLoaded)),
                count(*) FILTER (WHERE \(isDeadAgain)),
                count(*) FILTER (WHERE \(isAway) AND discarded.source_id IS NOT NULL),
                count(*) FILTER (WHERE \(isAway) AND discarded.source_id IS NULL)
            \(resultsBesideDead)
            """, parameters(action, dead)
        ).first
        func count(_ column: Int) -> Int { row?.int(column) ?? 0 }
        return ActionTally(
            results: count(0), failed: count(1), loaded: count(2), diedAgain: count(3), discarded: count(4),
            underWay: count(5))
    }

    /// Results of an action's subjects, in the order in which they came.
    ///
    /// - Parameters:
    ///   - place: only those behind it; nil for the first.
    ///   - limit: the most results to return.
    /// - Returns: the results, and the place of the last one if there are more.
    package static func results(
        of action: Int64, _ filter: ResultFilter, _ dead: DeadNow, after place: ResultPlace?, limit: Int,
        on connection: isolated PostgresConnection
    ) throws(PostgresError) -> (results: [ActionResult], next: ResultPlace?) {
        let condition =
            switch filter {
            case .all: "true"
            case .failed: "outcome = 'failed'"
            case .diedAgain: isDeadAgain
            }
        let rows = try connection.query(
            """
            SELECT \(resultColumns), result.ctid::text \(resultsBesideDead) AND \(condition) AND (
                $4::tid IS NULL OR (result.at, result.subject, result.ctid)
                    > (SELECT at, subject, ctid FROM etl.action_results WHERE ctid = $4::tid AND action_id = $1))
            ORDER BY result.at, result.subject, result.ctid LIMIT $5
            """,
            parameters(action, dead) + [place.map { .text($0.tid) } ?? .null, .integer(Int64(limit) + 1)])
        let next = rows.count > limit ? ResultPlace(tid: rows[limit - 1].string(7)) : nil
        return (rows.prefix(limit).map { ActionResult($0) }, next)
    }

    private static func parameters(_ action: Int64, _ dead: DeadNow) -> [PostgresValue] {
        [.integer(action), .textArray(dead.letters.map(\.place)), .textArray(dead.letters.map(\.id))]
    }

    /// Whether another letter of what was replayed is dead. Under its own id it is only not gone yet.
    private static let isDeadAgain =
        "NOT \(isLoaded) AND coalesce(cardinality(array_remove(dead.ids, result.subject)), 0) > 0"

    /// Whether what was replayed, a batch or a job, is neither loaded nor dead.
    private static let isAway =
        "\(isReplay) AND result.source_id IS NOT NULL AND NOT \(isLoaded) AND NOT (\(isDeadAgain))"

    private static let resultsBesideDead = """
        \(resultsBesideLedger)
        LEFT JOIN (
            SELECT place, array_agg(id) AS ids FROM unnest($2::text[], $3::text[]) AS letter (place, id) GROUP BY place
        ) AS dead ON \(isReplay) AND dead.place = result.source_id || '/' || coalesce(result.sequence::text, '')
        WHERE result.action_id = $1 AND subject IS NOT NULL
        """
}
