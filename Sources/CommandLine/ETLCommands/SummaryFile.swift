import DisplayText
import ETLModels
import Foundation
import Runs

/// The summary of a run as a JSON file.
enum SummaryFile {
    /// Verifies before the run that the summary can be written.
    static func check(_ path: String) throws(CommandFailure) {
        let files = FileManager.default
        var isDirectory: ObjCBool = false
        let exists = files.fileExists(atPath: path, isDirectory: &isDirectory)
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let isWritable = exists ? files.isWritableFile(atPath: path) : files.isWritableFile(atPath: folder)
        guard isWritable, !isDirectory.boolValue else {
            throw CommandFailure(
                "cannot write the summary to \(path): it must be a file in a writable directory")
        }
    }

    static func write(_ summary: RunSummary, to path: String) throws {
        do {
            // Atomically, except that a file must not replace a pipe or a device.
            let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
            let document = try JSONOutput.document(summary) + "\n"
            try document.write(toFile: path, atomically: type == nil || type == .typeRegular, encoding: .utf8)
        } catch {
            throw CommandFailure("cannot write the summary to \(path): \(error.localizedDescription)")
        }
    }
}
