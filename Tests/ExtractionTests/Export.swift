import Bus
import ETLModels
import Foundation
import SourceDescriptions
import SourceReading
import TestData
import Testing

/// An export file of tokens, deleted with the last reference to it.
final class Export: Sendable {
    let path: String

    init(_ bytes: [UInt8], in directory: URL = FileManager.default.temporaryDirectory) throws {
        path = directory.appendingPathComponent("export-\(UUID().uuidString)").path
        try write(bytes)
    }

    /// Records whose lines differ in length; some contain line feeds.
    convenience init(
        records: Int, gzip: Bool = false, in directory: URL = FileManager.default.temporaryDirectory
    ) throws {
        let text = Self.text(records: records)
        try self.init(gzip ? Gzip.member(text) : text, in: directory)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    /// Moves another file of the same time over it.
    func replace(with bytes: [UInt8]) throws {
        var status = stat()
        try #require(stat(path, &status) == 0)
        let other = try Export(bytes, in: URL(fileURLWithPath: path).deletingLastPathComponent())
        try #require(utimensat(AT_FDCWD, other.path, [status.st_atim, status.st_mtim], 0) == 0)
        try #require(rename(other.path, path) == 0)
    }

    var bytes: [UInt8] {
        get throws { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }
    }

    static func text(records: Int) -> [UInt8] {
        var text = "address,symbol\n"
        for number in 0..<records {
            let digits = String(number, radix: 16)
            text += "0x" + String(repeating: "0", count: 40 - digits.count) + digits
            text += number % 7 == 3 ? ",\"a\n\(number)\"\n" : ",\(String(repeating: "s", count: number % 23))\n"
        }
        return Array(text.utf8)
    }

    /// The job for the whole file, as at submission.
    func job(batchRecords: Int) throws -> ExtractJob {
        let description = try SourceDescription.inspect(path: path, kindIsGiven: true)
        let id = SourceID(uri: path, size: Int64(description.size), modified: description.modified)
        return ExtractJob(
            id: id, uri: path, kind: .tokens, description: description, batchRecords: batchRecords,
            start: ExtractJob.Start(sequence: 0, record: 1, position: .start))
    }
}

extension ExtractJob {
    /// The job with another start.
    func starting(at start: Start) -> ExtractJob {
        var job = self
        job.start = start
        return job
    }
}
