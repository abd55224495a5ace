import Testing

@testable import Runs

@Suite struct LookPaceTests {
    private let pace = LookPace(longest: .milliseconds(500))

    @Test func waitsAQuarterOfWhatIsProbablyLeft() {
        #expect(pace.pause(elapsed: .seconds(1), fraction: 0.5, cost: .zero) == .milliseconds(250))
        let pause = pace.pause(elapsed: .seconds(9), fraction: 0.9, cost: .zero)
        #expect(pause > .milliseconds(249) && pause < .milliseconds(251))
    }

    @Test func waitsAQuarterOfThePastWhileNothingIsDone() {
        #expect(pace.pause(elapsed: .milliseconds(100), fraction: 0, cost: .zero) == .milliseconds(25))
    }

    @Test func staysBetweenItsBounds() {
        #expect(pace.pause(elapsed: .seconds(3600), fraction: 0.1, cost: .zero) == .milliseconds(500))
        #expect(pace.pause(elapsed: .seconds(3600), fraction: 1, cost: .zero) == LookPace.shortest)
        #expect(pace.pause(elapsed: .zero, fraction: 0, cost: .zero) == LookPace.shortest)
    }

    @Test func sparesADatabaseThatTakesLong() {
        #expect(pace.pause(elapsed: .seconds(1), fraction: 0.99, cost: .milliseconds(20)) == .milliseconds(200))
        #expect(pace.pause(elapsed: .seconds(1), fraction: 0.99, cost: .seconds(20)) == .milliseconds(500))
    }

    @Test func takesMoreThanAllForAll() {
        #expect(pace.pause(elapsed: .seconds(1), fraction: 1.5, cost: .zero) == LookPace.shortest)
    }
}
