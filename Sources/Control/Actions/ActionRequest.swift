package import Ledger
package import Postgres
package import ServerAccess

/// An action with the results of its subjects.
package struct ActionReport: Sendable {
    package let action: KnownAction
    /// The numbers of all results.
    package let tally: ActionTally
    /// The letters that are dead now; nil if nobody could tell, though it matters.
    package let dead: DeadNow?
    /// In the order in which they came.
    package let results: [ActionResult]
}

extension ActionReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case action, tally, deadLettersRead, results
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(action, forKey: .action)
        try container.encode(tally, forKey: .tally)
        try container.encode(dead != nil, forKey: .deadLettersRead)
        try container.encode(results, forKey: .results)
    }
}

/// Requests to the log of actions.
package enum ActionRequest {
    /// The newest actions, the newest first.
    package static func list(limit: Int, in servers: ServerRequest) async throws -> [KnownAction] {
        try await Servers.withDatabase(servers) { connection in
            try await Migrator.requireMigrated(on: connection)
            return try await list(limit: limit, on: connection)
        }
    }

    /// The same on a connection to a migrated database.
    ///
    /// - Parameter number: only those before this one; nil for the newest.
    package static func list(
        before number: Int64? = nil, limit: Int, on connection: PostgresConnection
    ) async throws -> [KnownAction] {
        var actions = try await ActionTable.actions(before: number, limit: limit, on: connection)
        var held: HeldActions?
        if let newest = actions.first?.number, actions.contains(where: { $0.endedAt == nil }) {
            held = try await ActionTable.held(on: connection)
            // Again: one that ends in between has its end then. One that begins in between is not among them.
            actions = try await ActionTable.actions(before: newest + 1, limit: limit, on: connection)
        }
        return actions.map { KnownAction($0, isHeld: held?.contains($0.number) == true) }
    }

    /// An action and its results; nil if the log has none with this number.
    ///
    /// - Parameter dead: reads the letters that are dead now; nil if it cannot. Called only if letters were replayed that are not loaded.
    package static func show(
        _ number: Int64, in servers: ServerRequest, dead: @Sendable () async -> DeadNow?
    ) async throws -> ActionReport? {
        try await Servers.withDatabase(servers) { connection in
            try await Migrator.requireMigrated(on: connection)
            return try await report(number, limit: ActionTable.mostSubjects, dead: dead, on: connection)
        }
    }

    /// The same on a connection to a migrated database.
    ///
    /// - Parameter limit: the most results.
    package static func report(
        _ number: Int64, limit: Int, dead: @Sendable () async -> DeadNow? = { DeadNow() },
        on connection: PostgresConnection
    ) async throws -> ActionReport? {
        guard let action = try await action(number, on: connection) else { return nil }
        let results = try await ActionTable.results(of: number, limit: limit, on: connection)
        let tally = try await ActionTable.tally(of: number, DeadNow(), on: connection)
        guard tally.underWay + tally.discarded > 0 else {
            return ActionReport(action: action, tally: tally, dead: DeadNow(), results: results)
        }
        guard let found = await dead() else {
            return ActionReport(action: action, tally: tally, dead: nil, results: results)
        }
        return ActionReport(
            action: action, tally: try await ActionTable.tally(of: number, found, on: connection), dead: found,
            results: results)
    }

    /// An action and some of its results, on a connection to a migrated database; nil if the log has none with this number.
    ///
    /// - Parameters:
    ///   - place: only results behind it; nil for the first.
    ///   - limit: the most results.
    package static func page(
        _ number: Int64, _ filter: ResultFilter, _ dead: DeadNow, after place: ResultPlace?, limit: Int,
        on connection: PostgresConnection
    ) async throws -> ActionPage? {
        guard let action = try await action(number, on: connection) else { return nil }
        let (results, next) = try await ActionTable.results(
            of: number, filter, dead, after: place, limit: limit, on: connection)
        return ActionPage(
            action, tally: try await ActionTable.tally(of: number, dead, on: connection), filter: filter,
            results: results, next: next,
            incomplete: try await ActionTable.incompleteSources(ofDiscard: number, on: connection))
    }

    private static func action(_ number: Int64, on connection: PostgresConnection) async throws -> KnownAction? {
        let held = try await ActionTable.held(on: connection)
        return try await ActionTable.action(number, on: connection).map {
            KnownAction($0, isHeld: held.contains(number))
        }
    }
}

/// An action with a part of its results.
package struct ActionPage: Sendable {
    package let known: KnownAction
    /// The numbers of all results.
    package let tally: ActionTally
    package let filter: ResultFilter
    /// In the order in which they came.
    package let results: [ActionResult]
    /// The place of the last of them; nil if no other follows.
    package let next: ResultPlace?
    /// The number of sources that it leaves incomplete, because it has discarded letters of theirs.
    package let incomplete: Int

    package init(
        _ known: KnownAction, tally: ActionTally, filter: ResultFilter, results: [ActionResult], next: ResultPlace?,
        incomplete: Int = 0
    ) {
        self.known = known
        self.tally = tally
        self.filter = filter
        self.results = results
        self.next = next
        self.incomplete = incomplete
    }

    package var action: LoggedAction { known.action }
}
