import Pipeline
import RabbitMQ

extension RabbitMQBrowser {
    /// Looks at the dead letters of some stages, one after the other, and carries out what is decided.
    ///
    /// Nobody else who uses this looks at the same time: what one holds, another would not see.
    /// - Parameters:
    ///   - limit: how long they may.
    ///   - onMove: called when the letter that a move was decided on for last is in its new queue.
    func visitDeadLetters(
        of stages: [Stage] = Stage.allCases, within limit: Duration = .seconds(30), onMove: () -> Void = {},
        _ decide: (BrowsedMessage, DeadLetter) throws -> BrowseDecision
    ) async throws {
        try await withDeadLetterLock(within: limit) {
            try await lookThroughDeadLetters(of: stages, onMove: onMove, decide)
        }
    }

    /// The same for whoever has the lock.
    func lookThroughDeadLetters(
        of stages: [Stage], onMove: () -> Void = {}, _ decide: (BrowsedMessage, DeadLetter) throws -> BrowseDecision
    ) async throws {
        for stage in stages {
            do {
                try await browse(
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
    func withDeadLetterLock(within limit: Duration = .seconds(30), _ body: () async throws -> Void) async throws {
        try await lock(Stage.deadLetterLock, within: limit)
        do {
            try await body()
        } catch {
            // With a lost connection, the lock is gone too.
            try? unlock(Stage.deadLetterLock)
            throw error
        }
        try unlock(Stage.deadLetterLock)
    }

    /// The number of dead letters of each stage; nil while somebody looks at some, who has them in hand.
    func deadLetterCounts() throws(RabbitMQError) -> [Int]? {
        var counts: [Int] = []
        for stage in Stage.allCases {
            let depth = try depth(of: stage.deadLetterQueue)
            if let depth, depth.consumers > 0 { return nil }
            counts.append(depth?.ready ?? 0)
        }
        return counts
    }

    /// Whether there is no work and nobody who could have some in hand.
    func isIdle() throws(RabbitMQError) -> Bool {
        for stage in Stage.allCases {
            if let depth = try depth(of: stage.workQueue), depth.ready > 0 || depth.consumers > 0 { return false }
        }
        return true
    }

    /// Whether work is ready in a queue.
    func workIsWaiting() throws(RabbitMQError) -> Bool {
        for stage in Stage.allCases {
            if let depth = try depth(of: stage.workQueue), depth.ready > 0 { return true }
        }
        return false
    }
}
