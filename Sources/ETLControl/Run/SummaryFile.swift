import Foundation

/// The summary of a run as a file for scripts.
enum SummaryFile {
    static func write(_ summary: RunSummary, to path: String) throws {
        do {
            try (JSONOutput.document(summary) + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw CommandFailure("cannot write the summary to \(path): \(error.localizedDescription)")
        }
    }
}
