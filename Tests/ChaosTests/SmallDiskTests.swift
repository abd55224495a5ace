import Foundation
import LocalServers
import SystemPackage
import Testing

@testable import Chaos

@Suite(.serialized, .timeLimit(.minutes(1)), .enabled(if: geteuid() == 0, "mounting needs root"))
struct SmallDiskTests {
    @Test func isFullUntilItGrowsAndGoesWhenItIsTold() async throws {
        guard let disk = try await mounted() else { return }
        let file = disk.path.appending("file").string
        let data = Data(count: 600 << 10)
        try data.write(to: URL(fileURLWithPath: file))
        #expect(throws: (any Error).self) { try data.write(to: URL(fileURLWithPath: file + "2")) }
        try FileManager.default.removeItem(atPath: file + "2")
        try await disk.resize(toBytes: try disk.used())
        #expect(try disk.free() == 0)
        try await disk.resize(toBytes: 2 << 20)
        try data.write(to: URL(fileURLWithPath: file + "2"))
        #expect(try disk.used() >= 1200 << 10)
        await disk.unmount()
        #expect(!isMounted(disk.path) && !FileManager.default.fileExists(atPath: disk.path.string))
    }

    @Test func belongsToTheOwnerOfTheDirectoryAlone() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "owned-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: directory) }
        #expect(chown(directory.path, 65_534, 65_534) == 0)
        guard let disk = try await mounted(forOwnerOf: FilePath(directory.path)) else { return }
        try await disk.resize(toBytes: 2 << 20)
        let found = try Stat(disk.path)
        #expect(found.userID.rawValue == 65_534 && found.groupID.rawValue == 65_534)
        #expect(found.permissions == .ownerReadWriteExecute)
        await disk.unmount()
    }

    @Test func clearsAwayWhatAKilledRunLeftBehind() async throws {
        guard let left = try await mounted() else { return }
        #expect(kill(left.holder.pid, SIGKILL) == 0)
        _ = await left.holder.wait()
        #expect(isMounted(left.path))
        let next = try #require(try await mounted())
        #expect(!isMounted(left.path) && isMounted(next.path))
        await next.unmount()
    }

    /// Nil if mounting is impossible, which must come with a reason.
    private func mounted(forOwnerOf directory: FilePath = "/") async throws -> SmallDisk? {
        switch try await SmallDisk.mount(bytes: 1 << 20, forOwnerOf: directory) {
        case .mounted(let disk): return disk
        case .unavailable(let reason):
            #expect(!reason.isEmpty)
            return nil
        }
    }

    private func isMounted(_ path: FilePath) -> Bool {
        MountTable.entries(on: .local).contains { $0.path == path.string }
    }
}
