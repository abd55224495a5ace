import DurableFiles
import Foundation
import SystemPackage
import TestData
import Testing

struct LockedFileTests {
    private let folder: ExportFolder
    private let path: FilePath

    init() throws {
        folder = try ExportFolder()
        path = FilePath("\(folder.path)/secret")
    }

    private func bytes(of path: FilePath) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(filePath: path.string)))
    }

    private func replace(_ path: FilePath, with bytes: [UInt8]) throws {
        try LockedFile(path, creating: true).replace(with: bytes)
    }

    @Test func onlyTheOwnerCanReadANewFile() throws {
        try replace(path, with: [1])
        #expect(try path.stat().permissions == .ownerReadWrite)
        #expect(try bytes(of: path) == [1])
    }

    @Test func aFileThatIsReplacedKeepsItsOwnerGroupAndPermissions() throws {
        try replace(path, with: [1])
        // Whoever is not root has to be content with a group of their own.
        if geteuid() == 0 { #expect(chown(path.string, 4711, 4712) == 0) }
        // More than any umask leaves to a new file.
        let permissions = FilePermissions(rawValue: 0o666)
        #expect(chmod(path.string, permissions.rawValue) == 0)
        let before = try path.stat()
        try replace(path, with: [2])
        let after = try path.stat()
        #expect(after.userID == before.userID && after.groupID == before.groupID)
        #expect(after.permissions == permissions)
        #expect(try bytes(of: path) == [2])
    }

    @Test func aSymbolicLinkStaysAndLeadsToTheNewFile() throws {
        let link = FilePath("\(folder.path)/link")
        try replace(path, with: [1])
        try FileManager.default.createSymbolicLink(atPath: link.string, withDestinationPath: "secret")
        try replace(link, with: [2])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.string) == "secret")
        #expect(try bytes(of: path) == [2])
        try FileManager.default.removeItem(atPath: path.string)
        #expect(throws: FileError.self) { try replace(link, with: [3]) }
    }

    @Test func aSecondChangeAtTheSameTimeIsRefused() throws {
        try replace(path, with: [0])
        let file = try LockedFile(path)
        let refused = #expect(throws: FileError.self) { _ = try LockedFile(path) }
        #expect(refused?.description.contains("try again") == true)
        try file.replace(with: [1])
        // The first lock is that of a file which is gone: it keeps nobody from changing the new one.
        try replace(path, with: [2])
        #expect(try bytes(of: path) == [2])
        withExtendedLifetime(file) {}
    }

    @Test func changesAreMadeOneAfterAnother() throws {
        try replace(path, with: [0])
        DispatchQueue.concurrentPerform(iterations: 4) { [path] _ in
            var done = 0
            while done < 10 {
                guard let file = try? LockedFile(path) else { continue }
                guard let count = try? SyncedFile.read(path).first, (try? file.replace(with: [count + 1])) != nil else {
                    return
                }
                done += 1
            }
        }
        #expect(try bytes(of: path) == [40])
    }

    @Test func aLinkInThePlaceOfTheDraftLeadsNowhere() throws {
        let other = FilePath("\(folder.path)/other")
        try SyncedFile.write([7], to: other)
        try FileManager.default.createSymbolicLink(atPath: "\(path).new", withDestinationPath: "other")
        try replace(path, with: [1])
        #expect(try bytes(of: other) == [7] && bytes(of: path) == [1])
    }

    @Test func tellsWhatCannotBeOpened() {
        let missing = FilePath("\(folder.path)/none/secret")
        let failed = #expect(throws: FileError.self) { _ = try LockedFile(missing, creating: true) }
        #expect(failed?.description.contains("\(folder.path)/none") == true)
    }
}
