import Foundation
import Glibc
import Testing

@testable import ETLModels
@testable import Submission
@testable import Watching

/// The watch has no settling time, so the tests do not depend on time. A file written in place may then appear before
/// its content.
struct DirectoryWatchTests {
    private let folder: TemporaryFolder
    private let stop: StopPipe

    init() throws {
        folder = try TemporaryFolder()
        stop = try StopPipe()
        try folder.makeDirectory("in")
    }

    @Test func findsWhatIsThereAndWhatComes() async throws {
        try folder.makeDirectory("in/a/b")
        for name in ["in/1.csv", "in/a/b/2.csv", "in/.hidden", "in/3.csv.part", "in/a/_metadata"] {
            try folder.write(to: name)
        }
        let watch = try watch()
        #expect(try await names(watch, 2) == ["1.csv", "a/b/2.csv"])
        try folder.write(to: "4.csv")
        try folder.move("4.csv", to: "in/a/4.csv")
        #expect(try await names(watch, 1) == ["a/4.csv"])
        try folder.move("in/3.csv.part", to: "in/3.csv")
        #expect(try await names(watch, 1) == ["3.csv"])
    }

    @Test func looksIntoDirectoriesThatCome() async throws {
        let watch = try watch()
        try folder.makeDirectory("away/b")
        try folder.write(to: "away/b/1.csv")
        try folder.write(to: "in/0.csv")
        #expect(try await names(watch, 1) == ["0.csv"])
        try folder.move("away", to: "in/a")
        #expect(try await names(watch, 1) == ["a/b/1.csv"])
        try folder.move("in/a", to: "in/c")
        #expect(try await names(watch, 1) == ["c/b/1.csv"])
        try folder.write(to: "2.csv")
        try folder.move("2.csv", to: "in/c/b/2.csv")
        #expect(try await names(watch, 1) == ["c/b/2.csv"])
        try folder.move("in/c", to: "away")
        // There are no events from directories outside the root.
        try folder.write(to: "3.csv")
        try folder.move("3.csv", to: "away/b/3.csv")
        try folder.makeDirectory("in/c")
        try folder.write(to: "4.csv")
        try folder.move("4.csv", to: "in/c/4.csv")
        #expect(try await names(watch, 1) == ["c/4.csv"])
    }

    @Test func followsLinksToFilesOnly() async throws {
        try folder.makeDirectory("away")
        try folder.write(to: "away/1.csv")
        try FileManager.default.createSymbolicLink(atPath: folder("in/1.csv"), withDestinationPath: "../away/1.csv")
        try FileManager.default.createSymbolicLink(atPath: folder("in/away"), withDestinationPath: "../away")
        try FileManager.default.createSymbolicLink(atPath: folder("in/2.csv"), withDestinationPath: "nowhere")
        #expect(try await all(try watch(follows: false)) == ["1.csv"])
    }

    @Test func endsWhenItIsToLookOnce() async throws {
        let names = (0..<1200).map { "\($0 + 1000).csv" }
        for name in names { try folder.write(to: "in/" + name) }
        #expect(try await all(try watch(follows: false)) == Set(names))
        let slow = try watch(pause: .seconds(3600), follows: false)
        #expect(try await all(slow) == [])
        #expect(await slow.unsettledCount == 1200)
    }

    @Test func losesNothingWhenTheKernelDoes() async throws {
        let limit = try String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
        let count = Int(limit.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
        try #require((1...1_000_000).contains(count))
        let watch = try watch()
        try folder.write(to: "in/first.csv")
        #expect(try await names(watch, 1) == ["first.csv"])
        // Each change is two events.
        try folder.write(to: "in/a.tmp")
        for _ in 0...(count / 4) {
            try #require(rename(folder("in/a.tmp"), folder("in/b.tmp")) == 0)
            try #require(rename(folder("in/b.tmp"), folder("in/a.tmp")) == 0)
        }
        let expected = (0..<600).map { "\($0).csv" }
        for name in expected { try folder.write(to: "in/" + name) }
        #expect(try await names(watch, 601) == Set(expected + ["first.csv"]))
    }

    @Test func failsWhenARootIsGone() async throws {
        let watch = try watch()
        try folder.write(to: "in/1.csv")
        #expect(try await names(watch, 1) == ["1.csv"])
        try folder.move("in", to: "out")
        await #expect(throws: WatchError.gone(directory: folder("in"))) { _ = try await watch.next() }
        #expect(throws: WatchError.notFound(directory: folder("in"))) { _ = try self.watch() }
        try folder.write(to: "in")
        #expect(throws: WatchError.notADirectory(directory: folder("in"))) { _ = try self.watch() }
    }

    @Test func endsWhenItIsToStop() async throws {
        let watch = try watch()
        let stop = stop
        async let end = watch.next()
        stop.raise()
        #expect(try await end == nil)
    }

    @Test func directoriesBelowOthersAreNamedOnce() {
        #expect(Watch.roots(of: ["/a/b", "/a/", "/ab", "/a", "/a/b/../c"]) == ["/a", "/ab"])
        #expect(Watch.roots(of: ["/a", "/"]) == ["/"])
    }

    private func watch(pause: Duration = .zero, follows: Bool = true) throws -> DirectoryWatch {
        try DirectoryWatch([folder("in")], SourceNames(), pause: pause, stop: stop, follows: follows)
    }

    /// The paths below the root of the next `count` files.
    private func names(_ watch: DirectoryWatch, _ count: Int) async throws -> Set<String> {
        var names: Set<String> = []
        while names.count < count, let files = try await watch.next() {
            names.formUnion(files.map { String($0.path.dropFirst(folder("in/").count)) })
        }
        return names
    }

    private func all(_ watch: DirectoryWatch) async throws -> Set<String> { try await names(watch, .max) }
}
