import Foundation
import Synchronization
import SystemPackage
import TestData
import Testing

@testable import ConsoleService

@Suite struct WatchedFilesTests {
    private struct Unreadable: Error {}

    /// What somebody reads, and whether that fails.
    private final class Reading: Sendable {
        private let state = Mutex((value: 1, fails: false))

        func set(_ value: Int, fails: Bool) { state.withLock { $0 = (value, fails) } }

        func read() throws -> Int {
            let (value, fails) = state.withLock { $0 }
            if fails { throw Unreadable() }
            return value
        }
    }

    private let folder: ExportFolder
    private let path: FilePath

    init() throws {
        folder = try ExportFolder()
        path = FilePath("\(folder.path)/watched")
        try Data([0]).write(to: URL(filePath: path.string))
    }

    private func change() throws {
        try Data([0, 0]).write(to: URL(filePath: path.string))
    }

    @Test func readsWhatHasChangedOnce() throws {
        let reading = Reading()
        let files = try WatchedFiles([path], read: reading.read)
        reading.set(2, fails: false)
        #expect(try files.refresh() == nil && files.value == 1)
        try change()
        #expect(try files.refresh() == 2 && files.value == 2)
        #expect(try files.refresh() == nil)
    }

    @Test func readsAgainAfterAFaultThatPassesByItself() throws {
        let reading = Reading()
        let files = try WatchedFiles([path], read: reading.read)
        reading.set(2, fails: true)
        try change()
        #expect(throws: Unreadable.self) { try files.refresh() }
        #expect(try files.refresh() == nil, "one change is told once")
        #expect(files.value == 1)
        reading.set(2, fails: false)
        #expect(try files.refresh() == 2)
        #expect(try files.refresh() == nil)
    }
}
