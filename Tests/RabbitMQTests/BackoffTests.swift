import TestData
import Testing

@testable import RabbitMQ

struct BackoffTests {
    @Test(arguments: [1, 2, 3] as [UInt64]) func growsToItsLimitWithAllowanceForChance(seed: UInt64) {
        var random = SeededGenerator(seed)
        var backoff = Backoff(initial: .milliseconds(100), maximum: .seconds(1))
        let ceilings: [Duration] = [100, 200, 400, 800, 1000, 1000, 1000].map {
            .milliseconds($0)
        }
        for ceiling in ceilings {
            let pause = backoff.next(using: &random)
            #expect(pause >= ceiling * 0.5)
            #expect(pause <= ceiling)
        }
    }

    @Test func isShortAgainAfterASuccess() {
        var random = SeededGenerator(9)
        var backoff = Backoff(initial: .milliseconds(100), maximum: .seconds(10))
        for _ in 0..<20 {
            _ = backoff.next(using: &random)
        }
        backoff.reset()
        let pause = backoff.next(using: &random)
        #expect(pause <= .milliseconds(100))
    }

    @Test func differsFromServiceToService() {
        var (first, second) = (SeededGenerator(1), SeededGenerator(2))
        var backoff = Backoff(initial: .seconds(1), maximum: .seconds(1))
        let pauses = [backoff.next(using: &first), backoff.next(using: &second)]
        #expect(pauses[0] != pauses[1])
    }

    @Test func staysAtItsLimitForever() {
        var random = SeededGenerator(3)
        var backoff = Backoff(initial: .seconds(1), maximum: .seconds(10))
        for _ in 0..<10_000 {
            let pause = backoff.next(using: &random)
            #expect(pause <= .seconds(10))
        }
    }
}
