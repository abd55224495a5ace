import Testing

@testable import Watching

struct SettlingFilesTests {
    private let start = ContinuousClock.now
    private let empty = FileState(size: 0, modified: 1)
    private let full = FileState(size: 9, modified: 2)
    private let files = Settling()

    @Test func whatWasMovedInIsCompleteAtOnce() {
        #expect(files.note(.movedIn, of: "a", full, at: start))
        #expect(files.count == 0)
    }

    @Test func whatWasClosedIsCompleteWhenItHasStayedAsItIs() {
        #expect(!files.note(.created, of: "a", empty, at: start))
        #expect(!files.note(.opened, of: "a", empty, at: start))
        #expect(!files.note(.written, of: "a", full, at: at(3)))
        #expect(complete(at: 7, ["a": full]) == [:])
        #expect(complete(at: 8, ["a": full]) == ["a": full])
        #expect(complete(at: 99, ["a": full]) == [:])
        #expect(files.nextDue == nil)
    }

    @Test func whatIsStillOpenIsNotComplete() {
        _ = files.note(.created, of: "a", empty, at: start)
        _ = files.note(.opened, of: "a", empty, at: start)
        #expect(complete(at: 3600, ["a": full]) == [:])
        _ = files.note(.touched, of: "a", full, at: at(3600))
        #expect(complete(at: 7200, ["a": full]) == [:])
        // A scan of the directories has no better information.
        #expect(!files.found("a", full, age: .seconds(3600), at: at(7200)))
        _ = files.note(.written, of: "a", full, at: at(7200))
        #expect(complete(at: 7205, ["a": full]) == ["a": full])
    }

    @Test func whatGrowsAfterItWasClosedStartsAnew() {
        _ = files.note(.written, of: "a", empty, at: start)
        #expect(complete(at: 5, ["a": full]) == [:])
        #expect(complete(at: 9, ["a": full]) == [:])
        #expect(complete(at: 10, ["a": full]) == ["a": full])
    }

    @Test func whatWasLinkedIsCompleteWithoutHavingBeenWritten() {
        _ = files.note(.created, of: "a", full, at: start)
        _ = files.note(.created, of: "b", full, at: start)
        _ = files.note(.opened, of: "b", full, at: start)
        #expect(complete(at: 5, ["a": full, "b": full]) == ["a": full])
        _ = files.note(.closed, of: "b", full, at: at(6))
        #expect(complete(at: 11, ["b": full]) == ["b": full])
    }

    @Test func readersChangeNothing() {
        #expect(!files.note(.opened, of: "a", full, at: start))
        #expect(!files.note(.closed, of: "a", full, at: start))
        #expect(files.count == 0)
        _ = files.note(.written, of: "a", full, at: start)
        _ = files.note(.opened, of: "a", full, at: at(4))
        _ = files.note(.closed, of: "a", full, at: at(4))
        #expect(complete(at: 5, ["a": full]) == ["a": full])
    }

    @Test func whatWasTouchedIsLookedAtAgain() {
        _ = files.note(.touched, of: "a", full, at: start)
        #expect(complete(at: 5, ["a": full]) == ["a": full])
    }

    @Test func whatIsGoneIsForgotten() {
        _ = files.note(.written, of: "a", full, at: start)
        _ = files.note(.written, of: "in/b", full, at: start)
        _ = files.note(.written, of: "inner/c", full, at: start)
        _ = files.note(.gone, of: "a", full, at: at(1))
        files.forgetAll(below: "in")
        #expect(complete(at: 5, ["a": full, "in/b": full]) == [:])
        #expect(files.count == 0)
    }

    @Test func whatWasFoundIsCompleteByItsAge() {
        #expect(files.found("old", full, age: .seconds(5), at: start))
        #expect(!files.found("new", full, age: .seconds(2), at: start))
        #expect(!files.found("future", full, age: .seconds(-3600), at: start))
        #expect(complete(at: 2.9, ["new": full, "future": full]) == [:])
        #expect(complete(at: 3, ["new": full, "future": full]) == ["new": full])
        #expect(complete(at: 5, ["future": full]) == ["future": full])
    }

    @Test func keepsNoMoreThanItsLimit() {
        for name in ["a", "b", "c"] { _ = files.note(.written, of: name, full, at: start) }
        #expect(!files.hasOverflowed)
        _ = files.note(.written, of: "a", full, at: at(1))
        #expect(!files.hasOverflowed)
        _ = files.note(.written, of: "d", full, at: at(1))
        #expect(files.hasOverflowed)
        #expect(files.count == 3)
        #expect(complete(at: 5, ["a": full, "b": full, "c": full]) == ["b": full, "c": full])
    }

    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func complete(at seconds: Double, _ states: [String: FileState]) -> [String: FileState] {
        files.settling.takeComplete(at: at(seconds)) { states[$0] }
    }
}

/// The files of a test, as a class, so that expectations can change them.
private final class Settling {
    var settling = SettlingFiles(pause: .seconds(5), limit: 3)

    var count: Int { settling.count }
    var nextDue: ContinuousClock.Instant? { settling.nextDue }
    var hasOverflowed: Bool { settling.hasOverflowed }

    func note(_ change: FileChange, of path: String, _ state: FileState, at now: ContinuousClock.Instant) -> Bool {
        settling.note(change, of: path, state, at: now)
    }

    func found(_ path: String, _ state: FileState, age: Duration, at now: ContinuousClock.Instant) -> Bool {
        settling.found(path, state, age: age, at: now)
    }

    func forgetAll(below directory: String) {
        settling.forgetAll(below: directory)
    }
}
