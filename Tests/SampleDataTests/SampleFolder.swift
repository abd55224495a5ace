import Foundation

@testable import SampleData

/// A folder for one test, deleted with its content at the end of the test.
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

    /// Writes a sample to the folder, and returns each file with its bytes: tokens first.
    func write(_ options: SampleOptions) throws -> [(file: SampleFile, bytes: [UInt8])] {
        try SampleGenerator.write(options, to: path).map { file in
            (file, Array(try Data(contentsOf: URL(fileURLWithPath: file.path))))
        }
    }
}
