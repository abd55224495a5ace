import Foundation

@testable import SampleData

/// A folder for one test, removed with everything in it when the test is over.
final class SampleFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("sample-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a sample here and returns what was written with the bytes of each file: tokens first.
    func write(_ options: SampleOptions) throws -> [(file: SampleFile, bytes: [UInt8])] {
        try SampleGenerator.write(options, to: path).map { file in
            (file, Array(try Data(contentsOf: URL(fileURLWithPath: file.path))))
        }
    }
}
