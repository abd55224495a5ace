import Logging
import Testing

@testable import RabbitMQ

/// Groups of deliveries, with a window longer than any test: it is never the reason for handing a group out.
@Suite(.timeLimit(.minutes(1))) struct GatheringTests {
    private static let endless = GatheringWindow(silence: .seconds(3600), total: .seconds(3600))
    private let core: ConsumerCore

    init() {
        core = Self.core(prefetch: 100)
    }

    private static func core(prefetch: UInt16) -> ConsumerCore {
        let options = ConsumerOptions(
            queue: "q", queues: [], prefetch: prefetch, limits: ContentLimits(bodyBytes: 1), setupLimit: .seconds(1))
        return ConsumerCore(options: options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func deliver(_ tags: ClosedRange<UInt64>, to core: ConsumerCore? = nil) {
        for tag in tags {
            let content = Content(
                origin: .delivery(tag: tag, redelivered: false), header: ContentHeader(id: "\(tag)"), body: [],
                bodyTooLarge: nil)
            (core ?? self.core).delivered(tag, redelivered: false, content)
        }
    }

    private func next(_ limit: Int, _ window: GatheringWindow = endless) async -> [String]? {
        await core.next(upTo: limit, gathering: window)?.map(\.id)
    }

    @Test func handsOutAGroupThatIsThereAlready() async {
        deliver(1...5)
        #expect(await next(3) == ["1", "2", "3"])
        #expect(await next(2) == ["4", "5"])
    }

    @Test func isCompleteWithTheDeliveryThatFillsTheGroup() async {
        deliver(1...1)
        async let group = next(3)
        deliver(2...2)
        deliver(3...3)
        #expect(await group == ["1", "2", "3"])
    }

    @Test func doesNotSplitWhatComesAmongThoseInLine() async {
        let groups = await withTaskGroup { group in
            for _ in 0..<4 { group.addTask { await next(3) } }
            for tag in UInt64(1)...12 {
                deliver(tag...tag)
                await Task.yield()
            }
            return await group.reduce(into: []) { $0.append($1 ?? []) }
        }
        let sorted = groups.sorted { $0[0].count == $1[0].count ? $0[0] < $1[0] : $0[0].count < $1[0].count }
        #expect(sorted == [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"], ["10", "11", "12"]])
    }

    @Test func takesOnlyWhatIsThereWithoutAWindow() async {
        deliver(1...2)
        #expect(await next(3, .none) == ["1", "2"])
    }

    @Test func waitsForNothingWhenItIsToStop() async {
        deliver(1...1)
        async let group = next(3)
        core.beginStopping()
        #expect(await group == ["1"])
        deliver(2...2)
        #expect(await next(3) == ["2"])
        core.ranDry()
        #expect(await next(3) == nil)
    }

    @Test func waitsForNothingThatThePrefetchHoldsBack() async {
        let core = Self.core(prefetch: 2)
        deliver(1...2, to: core)
        #expect(await core.next(upTo: 3, gathering: Self.endless)?.count == 2)
    }

    @Test func forgetsWhatItHasGatheredWhenTheConnectionIsLost() async {
        deliver(1...1)
        async let group = next(2)
        #expect(core.connectionEnded(by: RabbitMQError(.connectionLost, "gone")))
        deliver(2...3)
        #expect(await group == ["2", "3"])
    }

    @Test func givesNothingToACallerWhoseTaskIsCancelled() async {
        deliver(1...1)
        let cancelled = Task { await next(2) }
        cancelled.cancel()
        #expect(await cancelled.value == nil)
        deliver(2...2)
        #expect(await next(2) == ["1", "2"])
    }

    @Test func endsTheWaitWithTheRun() async {
        deliver(1...1)
        async let group = next(2)
        core.end()
        #expect(await group == nil)
    }
}
