import Testing

@testable import NodeReading

struct RequestRateTests {
    private let start = ContinuousClock.now

    @Test func aQuietURLTakesAFewRequestsTogether() {
        let rate = RequestRate(at: start)
        for later in [Duration.zero, .seconds(60)] {
            let pauses = (0..<30).map { _ in rate.reserve(at: start + later) }
            // A quarter of a second's at 20 a second, and the next one that is due.
            #expect(pauses.count { $0 == .zero } == 6)
            #expect(pauses[29] == .milliseconds(50 * 24))
            #expect(!rate.reserveAtOnce(at: start + later))
        }
    }

    @Test func whatIsSentEarlyKeepsTheRate() {
        let rate = RequestRate(at: start)
        let sent = (0..<1000).count { rate.reserveAtOnce(at: start + .milliseconds($0)) }
        #expect((25...26).contains(sent))
    }

    @Test func nothingIsSentAtOnceAfterARefusal() {
        let rate = RequestRate(at: start)
        rate.slowDown(for: .seconds(30), at: start)
        #expect(!rate.reserveAtOnce(at: start + .seconds(29)))
        #expect(rate.reserve(at: start + .seconds(29)) == .seconds(1))
        let next = rate.reserve(at: start + .seconds(29))
        #expect(next > .milliseconds(1099) && next < .milliseconds(1101))
    }
}
