import Foundation
import SystemPackage

/// The log of a stage's processes, which append to the same file one after another.
struct StageLog: Sendable {
    let path: FilePath

    var name: String { path.lastComponent?.string ?? "" }

    var lines: [Substring] {
        let text = (try? String(contentsOfFile: path.string, encoding: .utf8)) ?? ""
        return text.split(separator: "\n")
    }

    /// The lines at the default log level.
    var operatorLines: [Substring] { lines.filter { !$0.contains(" debug ") } }

    /// The number of loads of a batch, including those of batches that were already there.
    var loads: Int { lines.count { $0.hasSuffix("Loaded a batch") } }

    func lastLines(_ count: Int) -> String { operatorLines.suffix(count).joined(separator: "\n    ") }

    /// Lines of Swift's runtime, or of the system, that report a crash.
    var crashes: [Substring] {
        lines.filter { line in Self.signsOfACrash.contains { line.contains($0) } }
    }

    private static let signsOfACrash = [
        "Fatal error", "Swift runtime failure", "Program crashed", "*** Signal", "Segmentation fault",
        "SWIFT TASK CONTINUATION MISUSE", "terminate called", "AddressSanitizer", "double free",
    ]
}
