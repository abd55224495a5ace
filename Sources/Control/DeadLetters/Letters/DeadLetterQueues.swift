import Bus
package import RabbitMQ

/// The dead-letter queues of all stages, and what can be done with the letters in them.
package enum DeadLetterQueues {}

extension DeadLetterQueues {
    /// Looks at the dead letters of some stages, one after the other, and carries out what is decided.
    ///
    /// Nobody else who uses this looks at the same time: what one holds, another would not see.
    /// - Parameters:
    ///   - limit: how long somebody else may have the letters in hand.
    ///   - onMove: called when the letter that a move was decided on for last is in its new queue.
    static func visit(
        of stages: [Stage] = Stage.allCases, within limit: Duration = .seconds(30), onMove: () -> Void = {},
        on browser: isolated RabbitMQBrowser, _ decide: (BrowsedMessage, DeadLetter) throws -> BrowseDecision
    ) async throws {
        try await withLock(within: limit, on: browser) {
            try await visitWithLock(of: stages, onMove: onMove, on: browser, decide)
        }
    }

    /// The same for whoever has the lock.
    static func visitWithLock(
        of stages: [Stage], onMove: () -> Void = {}, on browser: isolated RabbitMQBrowser,
        _ decide: (BrowsedMessage, DeadLetter) throws -> BrowseDecision
    ) async throws {
        for stage in stages {
            do {
                try await browser.browse(
                    stage.deadLetterQueue, maximumBodyBytes: Message.maximumBodyBytes, onMove: onMove
                ) { message in
                    try Task.checkCancellation()
                    return try decide(message, DeadLetter(message, stage: stage))
                }
            } catch let error as RabbitMQError where error.code == .queueNotFound {
                continue
            }
        }
    }

    /// Runs `body` while nobody else looks at dead letters.
    static func withLock(
        within limit: Duration = .seconds(30), on browser: isolated RabbitMQBrowser,
        _ body: () async throws -> Void
    ) async throws {
        try await browser.lock(Stage.deadLetterLock, within: limit)
        do {
            try await body()
        } catch {
            // With a lost connection, the lock is gone too.
            try? browser.unlock(Stage.deadLetterLock)
            throw error
        }
        try browser.unlock(Stage.deadLetterLock)
    }
}

extension DeadLetterQueues {
    /// The number of dead letters of each stage; nil while somebody looks at some, who has them in hand.
    package static func counts(on browser: isolated RabbitMQBrowser) throws(RabbitMQError) -> [Int]? {
        var counts: [Int] = []
        for stage in Stage.allCases {
            let depth = try browser.depth(of: stage.deadLetterQueue)
            if let depth, depth.consumers > 0 { return nil }
            counts.append(depth?.ready ?? 0)
        }
        return counts
    }

    /// Counts the dead letters that a filter accepts.
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

    /// The ids that prefixes stand for.
    ///
    /// - Throws: ``LetterError`` when one is of no letter, or of several.
    static func ids(_ prefixes: [LetterPrefix], on browser: isolated RabbitMQBrowser) async throws -> Set<LetterID> {
        var search = LetterSearch(prefixes)
        try await visit(on: browser) { _, letter in
            search.note(letter.id)
            return .keep
        }
        return try search.ids()
    }

    /// The letter with an id, in full.
    ///
    /// - Parameter now: the time from which its age counts, in Unix seconds.
    /// - Throws: ``LetterError`` when the prefix is of no letter, or of several.
    package static func letter(
        _ prefix: LetterPrefix, at now: Int, on browser: isolated RabbitMQBrowser
    ) async throws -> LetterView {
        var search = LetterSearch([prefix])
        var found: (BrowsedMessage, DeadLetter)?
        try await visit(on: browser) { message, letter in
            search.note(letter.id)
            if prefix.matches(letter.id) { found = (message, letter) }
            return .keep
        }
        _ = try search.ids()
        guard let (message, letter) = found else { throw LetterError.notFound(prefix.digits) }
        return LetterView(message, letter, at: now)
    }
}

/// The work queues of all stages, as far as dead letters depend on them.
package enum WorkQueues {
    /// Whether there is no work, and nobody who could have some in hand.
    package static func areIdle(on browser: isolated RabbitMQBrowser) throws(RabbitMQError) -> Bool {
        for stage in Stage.allCases {
            let depth = try browser.depth(of: stage.workQueue)
            if let depth, depth.ready > 0 || depth.consumers > 0 { return false }
        }
        return true
    }

    /// Whether work is ready in a queue.
    package static func haveWork(on browser: isolated RabbitMQBrowser) throws(RabbitMQError) -> Bool {
        for stage in Stage.allCases {
            if let depth = try browser.depth(of: stage.workQueue), depth.ready > 0 { return true }
        }
        return false
    }
}
