import DurableFiles
import Foundation
import SystemPackage
import TestData
import Testing

struct SyncedFileTests {
    private let folder: ExportFolder
    private let path: FilePath

    init() throws {
        folder = try ExportFolder()
        path = FilePath("\(folder.path)/secret")
    }

    private func bytes(of path: FilePath) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(filePath: path.string)))
    }

    @Test func onlyTheOwnerCanReadANewFile() throws {
        try SyncedFile.replace(path, with: [1])
        #expect(try path.stat().permissions == .ownerReadWrite)
        #expect(try bytes(of: path) == [1])
    }

    @Test func aFileThatIsReplacedKeepsItsOwnerGroupAndPermissions() throws {
        try SyncedFile.replace(path, with: [1])
        // Whoever is not root has to be content with a group of their own.
        if geteuid() == 0 { #expect(chown(path.string, 4711, 4712) == 0) }
        // More than any umask leaves to a new file.
        let permissions = FilePermissions(rawValue: 0o666)
        #expect(chmod(path.string, permissions.rawValue) == 0)
        let before = try path.stat()
        try SyncedFile.replace(path, with: [2])
        let after = try path.stat()
        #expect(after.userID == before.userID && after.groupID == before.groupID)
        #expect(after.permissions == permissions)
        #expect(try bytes(of: path) == [2])
    }

    @Test func aSymbolicLinkStaysAndLeadsToTheNewFile() throws {
        let link = FilePath("\(folder.path)/link")
        try SyncedFile.replace(path, with: [1])
        try FileManager.default.createSymbolicLink(atPath: link.string, withDestinationPath: "secret")
        try SyncedFile.replace(link, with: [2])
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.string) == "secret")
        #expect(try bytes(of: path) == [2])
        try FileManager.default.removeItem(atPath: path.string)
        #expect(throws: FileError.self) { try SyncedFile.replace(link, with: [3]) }
    }

    @Test func changesAreMadeOneAfterAnother() throws {
        try SyncedFile.replace(path, with: [0])
        DispatchQueue.concurrentPerform(iterations: 8) { [path] _ in
            for _ in 0..<10 {
                try? SyncedFile.alone(path) {
                    let count = try SyncedFile.read(path)
                    try SyncedFile.replace(path, with: [count[0] + 1])
                }
            }
        }
        #expect(try bytes(of: path) == [80])
    }

    @Test func tellsWhichDirectoryIsMissing() {
        let path = FilePath("\(folder.path)/none/secret")
        let failed = #expect(throws: FileError.self) { try SyncedFile.alone(path) {} }
        #expect(failed?.description.contains("\(folder.path)/none") == true)
    }
}
