import Testing

@testable import ConsoleService

@Suite struct LoginLimitsTests {
    @Test func aNameHasFewTriesAMinute() {
        let (limits, now) = (LoginLimits(), ContinuousClock.now)
        for try_ in 0..<5 {
            #expect(limits.admit("ana", from: "10.0.0.\(try_)", at: now + .seconds(try_)) == nil)
        }
        #expect(limits.admit("ana", from: "10.0.1.1", at: now + .seconds(10)) == .seconds(50))
        #expect(limits.admit("bob", from: "10.0.1.2", at: now + .seconds(10)) == nil, "others have their own")
        // A try that is refused does not prolong the wait.
        #expect(limits.admit("ana", from: "10.0.1.3", at: now + .seconds(60)) == nil)
        #expect(limits.admit("ana", from: "10.0.1.4", at: now + .seconds(60)) == .seconds(1))
    }

    @Test func refusedTriesDoNotFillTheLog() {
        let (limits, now) = (LoginLimits(), ContinuousClock.now)
        #expect(limits.isToBeTold(at: now) && !limits.isToBeTold(at: now + .seconds(9)))
        #expect(limits.isToBeTold(at: now + .seconds(10)))
    }

    @Test func anAddressHasFewTriesAMinute() {
        let (limits, now) = (LoginLimits(), ContinuousClock.now)
        for try_ in 0..<5 { #expect(limits.admit("n\(try_)", from: "10.0.0.1", at: now) == nil) }
        #expect(limits.admit("n9", from: "10.0.0.1", at: now) == .seconds(60))
        // Of IPv6, a network counts as one.
        for try_ in 0..<5 { #expect(limits.admit("m\(try_)", from: "2001:db8::\(try_)", at: now) == nil) }
        #expect(limits.admit("m9", from: "2001:db8::ffff:1", at: now) != nil)
        #expect(limits.admit("m9", from: "2001:db8:0:1::1", at: now) == nil)
    }
}
