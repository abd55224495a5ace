import Bus
import DeadLetters
import RabbitMQ

/// The state of the stages and their dead letters, read from the broker over AMQP.
struct BrokerReport: Sendable {
    struct Stage: Sendable, Hashable {
        let ready: Int
        let consumers: Int
        /// Dead letters.
        let dead: Int
    }

    var stages: [Bus.Stage: Stage] = [:]
    var found = FoundLetters()
}

/// Reads the queues repeatedly, on one connection until it is lost.
actor BrokerLook {
    private let configuration: RabbitMQConfiguration
    private var browser: RabbitMQBrowser?
    /// The dead letters read last, and the number of each stage at that time; nil if others may be there by now.
    private var found = FoundLetters()
    private var counts: [Int]?
    private var hasRead = false
    private let renewal: LetterRenewal

    /// The longest time without a reading; each letter makes it longer, because a reading takes it out and puts it back.
    private static let longest = (always: Duration.seconds(60), perLetter: Duration.milliseconds(50))

    /// - Parameter renewal: asks for a reading although no number has changed.
    init(_ configuration: RabbitMQConfiguration, renewal: LetterRenewal = LetterRenewal()) {
        self.configuration = configuration
        self.renewal = renewal
    }

    /// - Parameter limit: the maximum wait for another visit of the dead letters; after that, the last ones read count.
    func look(within limit: Duration) async throws -> BrokerReport {
        do {
            let browser = try await connected()
            try await lookAtLetters(browser, within: limit)
            var report = BrokerReport(found: found)
            for stage in Stage.allCases {
                var (ready, consumers) = (0, 0)
                for queue in stage.pendingQueues {
                    let depth = try await browser.depth(of: queue)
                    ready += depth?.ready ?? 0
                    consumers += depth?.consumers ?? 0
                }
                let dead = try await browser.depth(of: stage.deadLetterQueue)
                report.stages[stage] = BrokerReport.Stage(ready: ready, consumers: consumers, dead: dead?.ready ?? 0)
            }
            return report
        } catch {
            browser = nil
            throw error
        }
    }

    func close() async {
        await browser?.close()
    }

    /// Reads the letters when their numbers have changed, since a visit takes them out and puts them back. A letter that was replayed
    /// and has died again changes no number: so they are also read when somebody asks, and once in a while.
    private func lookAtLetters(_ browser: RabbitMQBrowser, within limit: Duration) async throws {
        let now = try await DeadLetterQueues.counts(on: browser)
        let isAsked = renewal.take()
        guard now == nil || now != counts || isAsked || isOld else { return }
        do {
            found = try await DeadLetterQueues.letters(within: limit, on: browser)
            (counts, hasRead) = (now, true)
        } catch let error as RabbitMQError where error.code == .inUse && hasRead {
            // Whoever holds them may put back others.
            counts = nil
        }
    }

    private var isOld: Bool {
        let count = found.letters.count
        return count > 0 && .now - found.readAt > Self.longest.always + Self.longest.perLetter * count
    }

    private func connected() async throws(RabbitMQError) -> RabbitMQBrowser {
        if let browser { return browser }
        let fresh = try await RabbitMQBrowser.connect(configuration)
        browser = fresh
        return fresh
    }
}
