import Foundation
import TestData
import Testing

@testable import SourceDescriptions
@testable import SourceReading

/// A directory with the directories `data`, `database` and `more`, each with a file, and with links.
@Suite final class SourceRootsTests {
    private let folder: String

    init() throws {
        let unresolved = FileManager.default.temporaryDirectory.appendingPathComponent("roots-\(UUID().uuidString)")
            .path
        for name in ["data/deep", "database", "more"] {
            try FileManager.default.createDirectory(
                atPath: "\(unresolved)/\(name)", withIntermediateDirectories: true)
            try Data("\(name)\n".utf8).write(to: URL(fileURLWithPath: "\(unresolved)/\(name)/a.csv"))
        }
        folder = URL(fileURLWithPath: unresolved).resolvingSymlinksInPath().path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(path)", withDestinationPath: target)
    }

    /// The size of a file below the roots, or the reason for its refusal. Paths are relative to `folder` unless
    /// absolute.
    private func open(_ path: String, below roots: String...) throws -> Result<UInt64, SourceError> {
        let roots = try SourceRoots(roots.map { "\(folder)/\($0)" })
        return Result { () throws(SourceError) in try roots.open(path).size }
    }

    private func isRefused(_ path: String, below roots: String = "data") throws -> Bool {
        guard case .failure(let error) = try open(path, below: roots) else { return false }
        guard case .outsideRoots(_, let named) = error.reason else { return false }
        #expect(error.description.hasPrefix("\(path): ") && error.description.contains("\(folder)/data"))
        return named == ["\(folder)/data"]
    }

    @Test func opensWhatIsBelowARoot() throws {
        #expect(try open("\(folder)/data/deep/a.csv", below: "data") == .success(10))
        #expect(try open("\(folder)/data/deep/a.csv", below: "data/deep/") == .success(10))
    }

    @Test func refusesWhatIsElsewhere() throws {
        #expect(try isRefused("\(folder)/more/a.csv"))
        #expect(try isRefused("/etc/passwd"))
        #expect(try isRefused("/proc/self/environ"))
    }

    @Test func takesAnyOfSeveralRoots() throws {
        #expect(try open("\(folder)/data/deep/a.csv", below: "more", "data") == .success(10))
        #expect(try open("\(folder)/more/a.csv", below: "more", "data") == .success(5))
    }

    @Test func refusesParentComponents() throws {
        #expect(try isRefused("\(folder)/data/../more/a.csv"))
        #expect(try isRefused("\(folder)/data/deep/../deep/a.csv"))
    }

    @Test func refusesRelativePaths() throws {
        #expect(try isRefused("a.csv"))
        #expect(try isRefused(""))
    }

    @Test func refusesARootsNeighbourWithTheSamePrefix() throws {
        #expect(try isRefused("\(folder)/database/a.csv"))
    }

    @Test func refusesSymlinksThatLeaveTheRoots() throws {
        try link("data/file", to: "\(folder)/more/a.csv")
        try link("data/directory", to: "../more")
        try link("data/twice", to: "file")
        for path in ["file", "directory/a.csv", "twice"] { #expect(try isRefused("\(folder)/data/\(path)")) }
    }

    @Test func followsSymlinksThatStayInside() throws {
        try link("data/link", to: "../data/deep")
        try link("into", to: "data")
        #expect(try open("\(folder)/data/link/a.csv", below: "data") == .success(10))
        #expect(try open("\(folder)/into/deep/a.csv", below: "data") == .success(10))
    }

    @Test func resolvesTheRootsOnce() throws {
        try link("root", to: "data")
        let roots = try SourceRoots(["\(folder)/root"])
        #expect(try roots.open("\(folder)/root/deep/a.csv").size == 10)
        try FileManager.default.removeItem(atPath: "\(folder)/root")
        try link("root", to: "more")
        #expect(throws: SourceError.self) { try roots.open("\(folder)/root/a.csv") }
        #expect(try roots.open("\(folder)/data/deep/a.csv").size == 10)
    }

    @Test func tellsOtherDefectsBelowARootAsEverywhere() throws {
        try #require(mkfifo("\(folder)/data/pipe", 0o600) == 0)
        for (path, reason) in [
            ("data/none.csv", SourceError.Reason.notFound), ("data/deep", .isADirectory),
            ("data/pipe", .notARegularFile),
        ] {
            let path = "\(folder)/\(path)"
            #expect(try open(path, below: "data") == .failure(SourceError(path, reason)))
        }
    }

    @Test func doesNotTellWhetherAPathElsewhereExists() throws {
        try link("data/away", to: "../more")
        for path in ["\(folder)/more/none.csv", "\(folder)/none/a.csv", "/none", "\(folder)/data/away/none/a.csv"] {
            #expect(try isRefused(path), "\(path)")
        }
        #expect(try isRefused("/" + String(repeating: "a/", count: 50)))
        for (name, target) in [
            ("up", "../none"), ("far", "/none"), ("twice", "far"), ("loop", "loop"), ("hidden", "deep/../../none"),
        ] {
            try link("data/\(name)", to: target)
            #expect(try isRefused("\(folder)/data/\(name)"), "\(name)")
        }
        let long = "/" + String(repeating: String(repeating: "a", count: 250) + "/", count: 20)
        #expect(throws: SourceError.self) { try open(long, below: "data").get() }
    }

    @Test func aLinkThatLeadsNowhereBelowARootIsAMissingFile() throws {
        for (name, target) in [("next", "none.csv"), ("whole", "\(folder)/data/deep/none.csv"), ("second", "next")] {
            try link("data/\(name)", to: target)
            let path = "\(folder)/data/\(name)"
            #expect(try open(path, below: "data") == .failure(SourceError(path, .notFound)), "\(name)")
        }
    }

    @Test func aMissingRootIsNoPlaceElsewhere() throws {
        try link("root", to: "data/deep")
        for (root, path) in [
            ("data/deep", "data/deep/a.csv"), ("root", "root/a.csv"), ("root", "data/deep/a.csv"),
        ] {
            try? FileManager.default.createDirectory(
                atPath: "\(folder)/data/deep", withIntermediateDirectories: true)
            let roots = try SourceRoots(["\(folder)/\(root)"])
            try FileManager.default.removeItem(atPath: "\(folder)/data/deep")
            let failed = #expect(throws: SourceError.self) { try roots.open("\(folder)/\(path)") }
            #expect(failed == SourceError("\(folder)/\(path)", .notFound))
        }
    }

    @Test func theRootOfAllRefusesNothing() throws {
        let roots = try SourceRoots(["\(folder)/data", "/"])
        #expect(try roots.open("\(folder)/data/../more/a.csv").size == 5)
    }

    @Test func checksAPackedSourceBeforeItIsReadThrough() throws {
        let path = "\(folder)/more/a.csv.gz"
        try Data(Gzip.member(Array("address\n".utf8))).write(to: URL(fileURLWithPath: path))
        let source = try SourceDescription.inspect(path: path)
        let roots = try SourceRoots(["\(folder)/data"])
        let failed = #expect(throws: SourceError.self) {
            try SourceCheck.verify(path: path, opener: roots, source: source)
        }
        guard case .outsideRoots = failed?.reason else {
            Issue.record("\(String(describing: failed))")
            return
        }
    }

    @Test(arguments: [("none", "the directory does not exist"), ("data/deep/a.csv", "it is not a directory")])
    func isAFaultWhenARootIsMissing(name: String, what: String) throws {
        let failed = #expect(throws: SourceRootError.self) { try SourceRoots(["\(folder)/data", "\(folder)/\(name)"]) }
        #expect(failed?.description.contains("“\(folder)/\(name)”: \(what)") == true)
    }
}
