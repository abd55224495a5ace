import Blocking
import DurableFiles
import Foundation
import Glibc
import SystemPackage
import TestData
import Testing

@testable import Blocking
@testable import ETLModels
@testable import Submission

struct SpoolTests {
    @Test(arguments: [0, 1, Spool.blockSize - 1, Spool.blockSize, 2 * Spool.blockSize + 5])
    func keepsWhatItReads(size: Int) throws {
        try withSpool { spool, folder in
            var random = SeededGenerator(UInt64(size))
            let bytes = (0..<size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let file = try keep(bytes, spool, folder)
            #expect(try content(file) == bytes)
            #expect(file.string.hasSuffix("-\(size)"))
            #expect(try names(spool) == [file.lastComponent?.string])
        }
    }

    @Test func theSameInputIsTheSameFileWithItsTime() throws {
        try withSpool { spool, folder in
            let first = try keep(Array("a,b\n1,2\n".utf8), spool, folder)
            let before = try first.stat()
            let again = try keep(Array("a,b\n1,2\n".utf8), spool, folder)
            let after = try again.stat()
            #expect(again == first)
            #expect(after.inode == before.inode)
            #expect(after.st_mtim.tv_nsec == before.st_mtim.tv_nsec && after.st_mtim.tv_sec == before.st_mtim.tv_sec)
            let other = try keep(Array("a,b\n1,3\n".utf8), spool, folder)
            #expect(other != first)
            #expect(try names(spool).count == 2)
        }
    }

    @Test func anotherContentUnderTheNameCostsNothing() throws {
        try withSpool { spool, folder in
            let first = try keep(Array("one".utf8), spool, folder)
            try Data("two".utf8).write(to: URL(fileURLWithPath: first.string))
            let second = try keep(Array("one".utf8), spool, folder)
            #expect(second != first)
            #expect(try content(second) == Array("one".utf8))
            #expect(try content(first) == Array("two".utf8))
            // A file with the same beginning is another one.
            try Data("on".utf8).write(to: URL(fileURLWithPath: first.string))
            #expect(try keep(Array("one".utf8), spool, folder) == second)
        }
    }

    @Test func removesWhatWasLeftByTheDeadAndNothingElse() throws {
        try withSpool { spool, folder in
            try Directories.make(spool.directory)
            let abandoned = spool.directory.appending("stdin-1-1.part")
            let foreign = spool.directory.appending("other.part")
            for file in [abandoned, foreign] { try Data("x".utf8).write(to: URL(fileURLWithPath: file.string)) }
            let alive = try SpoolDraft(spool.directory.appending("stdin-1-2.part"))
            try alive.closeAfter { _ in
                let kept = try keep(Array("new".utf8), spool, folder)
                #expect(
                    try Set(names(spool)) == ["other.part", "stdin-1-2.part", try #require(kept.lastComponent?.string)])
            }
        }
    }

    @Test func nothingStaysWhenTheInputCannotBeRead() throws {
        try withSpool { spool, folder in
            let directory = try FileDescriptor.open(folder, .readOnly, options: [.directory])
            defer { try? directory.close() }
            let error = #expect(throws: SpoolError.self) { try spool.keep(directory) }
            #expect(error?.description.contains("standard input cannot be kept in \(spool.directory)") == true)
            #expect(try names(spool).isEmpty)
        }
    }

    @Test func severalAtOnceEndWithOneFileForEachInput() async throws {
        let folder = FilePath(FileManager.default.temporaryDirectory.path + "/spool-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        try Directories.make(folder)
        let spool = Spool(directory: folder.appending("spool"))
        let files = try await withThrowingTaskGroup(of: FilePath.self) { group in
            for number in 0..<12 {
                let input = folder.appending("input-\(number)")
                try Data(repeating: UInt8(number % 3), count: 100_000).write(to: URL(fileURLWithPath: input.string))
                group.addTask {
                    try await blockingCall {
                        let file = try FileDescriptor.open(input, .readOnly)
                        return try file.closeAfter { try spool.keep(file) }
                    }
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(files.count == 3)
        #expect(try names(spool).count == 3)
    }

    @Test func othersThanOwnerAndGroupCannotReadIt() throws {
        try withSpool { spool, folder in
            let file = try keep(Array("secret".utf8), spool, folder)
            #expect(try permissions(file).isDisjoint(with: [.otherReadWriteExecute, .groupWrite]))
            #expect(try permissions(spool.directory).isDisjoint(with: [.otherReadWriteExecute, .groupWrite]))
        }
    }

    @Test func aDirectoryThatExistsKeepsItsPermissions() throws {
        try withSpool { spool, folder in
            try Directories.make(spool.directory, permissions: .ownerReadWriteExecute)
            _ = try keep(Array("shared".utf8), spool, folder)
            #expect(try permissions(spool.directory) == .ownerReadWriteExecute)
        }
    }

    private func permissions(_ path: FilePath) throws -> FilePermissions {
        try path.stat().permissions
    }

    private func keep(_ bytes: [UInt8], _ spool: Spool, _ folder: FilePath) throws -> FilePath {
        let input = folder.appending("input")
        try Data(bytes).write(to: URL(fileURLWithPath: input.string))
        let file = try FileDescriptor.open(input, .readOnly)
        return try file.closeAfter { try spool.keep(file) }
    }

    private func content(_ file: FilePath) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: file.string)))
    }

    private func names(_ spool: Spool) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: spool.directory.string).sorted()
    }

    private func withSpool(_ body: (Spool, FilePath) throws -> Void) throws {
        let folder = FilePath(FileManager.default.temporaryDirectory.path + "/spool-\(UUID().uuidString)")
        try Directories.make(folder)
        defer { try? FileManager.default.removeItem(atPath: folder.string) }
        try body(Spool(directory: folder.appending("spool")), folder)
    }
}
