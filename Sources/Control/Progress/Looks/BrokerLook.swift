import Bus
import DeadLetters
package import RabbitMQ

/// What the broker says over AMQP of the stages and their dead letters.
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

/// Looks at the queues again and again, on one connection as long as it holds.
package actor BrokerLook {
    private let configuration: RabbitMQConfiguration
    private var browser: RabbitMQBrowser?
    /// The dead letters that were looked at last, and how many of each stage there were.
    private var found = FoundLetters()
    private var counts: [Int]?

    package init(_ configuration: RabbitMQConfiguration) {
        self.configuration = configuration
    }

    /// - Parameter limit: how long somebody else may have the dead letters in hand; after that, what was known of them
    ///   before goes on being so.
    func look(within limit: Duration) async throws -> BrokerReport {
        do {
            let browser = try await connected()
            try await lookAtLetters(browser, within: limit)
            var report = BrokerReport(found: found)
            for stage in Stage.allCases {
                let work = try await browser.depth(of: stage.workQueue)
                let dead = try await browser.depth(of: stage.deadLetterQueue)
                report.stages[stage] = BrokerReport.Stage(
                    ready: work?.ready ?? 0, consumers: work?.consumers ?? 0, dead: dead?.ready ?? 0)
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

    /// Letters are looked at one by one only when there are others than before: that takes them out and puts them back.
    private func lookAtLetters(_ browser: RabbitMQBrowser, within limit: Duration) async throws {
        let now = try await DeadLetterQueues.counts(on: browser)
        guard now == nil || now != counts else { return }
        do {
            found = try await DeadLetterQueues.letters(within: limit, on: browser)
            counts = now
        } catch let error as RabbitMQError where error.code == .inUse && counts != nil {
            return
        }
    }

    private func connected() async throws(RabbitMQError) -> RabbitMQBrowser {
        if let browser { return browser }
        let fresh = try await RabbitMQBrowser.connect(configuration)
        browser = fresh
        return fresh
    }
}
