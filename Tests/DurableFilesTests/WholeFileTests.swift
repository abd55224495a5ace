import DurableFiles
import Foundation
import SystemPackage
import TestData
import Testing

struct WholeFileTests {
    @Test func aFileIsThereCompletelyOrNotAtAll() throws {
        let folder = try ExportFolder()
        let path = FilePath("\(folder.path)/out.csv")
        try leaveUnfinished(path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        let file = try WholeFile(path)
        try file.write([1, 2])
        try file.write([3])
        try file.finish()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out.csv"])
        #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path.string))) == [1, 2, 3])
    }

    private func leaveUnfinished(_ path: FilePath) throws {
        let file = try WholeFile(path)
        try file.write([1, 2, 3])
    }

    @Test func neverReplacesADevice() throws {
        #expect(throws: FileError.self) { _ = try WholeFile("/dev/null") }
    }
}
