package import Bus
package import RabbitMQ

/// Operations on the dead-letter queues of all stages.
package enum DeadLetterQueues {}

extension DeadLetterQueues {
    /// Visits the dead letters of the given stages in order, and applies the decision for each.
    ///
    /// Holds a lock against other visits, since one would not see the letters that another holds.
    /// - Parameters:
    ///   - limit: the maximum wait for another visit to end.
    ///   - large: keeps the bodies of oversized letters; nil to drop them.
    ///   - onMove: called once the letter moved last is in its new queue.
    static func visit(
        of stages: [Stage] = Stage.allCases, within limit: Duration = .seconds(30), large: LargeLetters? = nil,
        onMove: () -> Void = {}, on browser: isolated RabbitMQBrowser,
        _ decide: (BrowsedMessage, DeadLetter) throws -> BrowseDecision
    ) async throws {
        try await withLock(within: limit, on: browser) {
            try await visitWithLock(of: stages, large: large, onMove: onMove, on: browser, decide)
        }
    }

    /// The same for a caller that holds the lock.
    static func visitWithLock(
        of stages: [Stage], large: LargeLetters? = nil, onMove: () -> Void = {},
        on browser: isolated RabbitMQBrowser,
        _ decide: (BrowsedMessage, DeadLetter) throws -> BrowseDecision
    ) async throws {
        for stage in stages {
            do {
                try await browser.browse(
                    stage.deadLetterQueue, maximumBodyBytes: Message.maximumBodyBytes, large: large?.bodies(of: stage),
                    onMove: onMove
                ) { message in
                    try Task.checkCancellation()
                    return try decide(message, DeadLetter(message, stage: stage))
                }
            } catch let error as RabbitMQError where error.code == .queueNotFound {
                continue
            }
        }
    }

    /// Runs `body` with the lock on the dead letters.
    static func withLock(
        within limit: Duration = .seconds(30), on browser: isolated RabbitMQBrowser,
        _ body: () async throws -> Void
    ) async throws {
        try await browser.lock(Stage.deadLetterLock, within: limit)
        do {
            try await body()
        } catch {
            // A lost connection also releases the lock.
            try? browser.unlock(Stage.deadLetterLock)
            throw error
        }
        try browser.unlock(Stage.deadLetterLock)
    }
}

extension DeadLetterQueues {
    /// The number of dead letters of each stage; nil while another visit holds some.
    package static func counts(on browser: isolated RabbitMQBrowser) throws(RabbitMQError) -> [Int]? {
        var counts: [Int] = []
        for stage in Stage.allCases {
            let depth = try browser.depth(of: stage.deadLetterQueue)
            if let depth, depth.consumers > 0 { return nil }
            counts.append(depth?.ready ?? 0)
        }
        return counts
    }

    /// Counts the dead letters that match a filter.
    package static func census(
        _ filter: LetterFilter, on browser: isolated RabbitMQBrowser
    ) async throws -> LetterCensus {
        var census = LetterCensus()
        try await visit(of: filter.stage.map { [$0] } ?? Stage.allCases, on: browser) { _, letter in
            if filter.accepts(letter) { census.add(letter) }
            return .keep
        }
        census.sort()
        return census
    }

    /// Resolves prefixes to ids.
    ///
    /// - Throws: ``LetterError`` when a prefix matches no letter, or several.
    static func ids(_ prefixes: [LetterPrefix], on browser: isolated RabbitMQBrowser) async throws -> Set<LetterID> {
        var search = LetterSearch(prefixes)
        try await visit(on: browser) { _, letter in
            search.note(letter.id)
            return .keep
        }
        return try search.ids()
    }

    /// The letter with an id, with headers and decoded body. The body itself is dropped at once.
    ///
    /// - Parameters:
    ///   - stages: those in which it may have died.
    ///   - records: the maximum number of its records, and of its rejects.
    ///   - limit: the maximum wait for another visit to end.
    ///   - now: the time that its age is relative to, in Unix seconds.
    /// - Throws: ``LetterError`` when the id matches no letter, or several.
    package static func letter(
        _ prefix: LetterPrefix, of stages: [Stage] = Stage.allCases, records: Int = LetterBody.usualRecords,
        within limit: Duration = .seconds(30), at now: Int, on browser: isolated RabbitMQBrowser
    ) async throws -> LetterView {
        var search = LetterSearch([prefix])
        var found: LetterView?
        try await visit(of: stages, within: limit, on: browser) { message, letter in
            search.note(letter.id)
            // Letters with one id are identical.
            if found == nil, prefix.matches(letter.id) {
                found = LetterView(message, letter, at: now, records: records)
            }
            return .keep
        }
        _ = try search.ids()
        guard let found else { throw LetterError.notFound(prefix.digits) }
        return found
    }
}

/// The state of all work queues.
package enum WorkQueues {
    /// Whether the queues have no messages and no consumers.
    package static func areIdle(on browser: isolated RabbitMQBrowser) throws(RabbitMQError) -> Bool {
        for queue in Stage.allCases.flatMap(\.pendingQueues) {
            if let depth = try browser.depth(of: queue), depth.ready > 0 || depth.consumers > 0 { return false }
        }
        return true
    }

    /// Whether any queue has messages ready.
    package static func haveWork(on browser: isolated RabbitMQBrowser) throws(RabbitMQError) -> Bool {
        for queue in Stage.allCases.flatMap(\.pendingQueues) {
            if let depth = try browser.depth(of: queue), depth.ready > 0 { return true }
        }
        return false
    }
}
