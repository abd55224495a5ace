import Foundation
import SystemPackage

/// What a stage's processes wrote, one after the other in the same file.
struct StageLog: Sendable {
    let path: FilePath

    var name: String { path.lastComponent?.string ?? "" }

    var lines: [Substring] {
        let text = (try? String(contentsOfFile: path.string, encoding: .utf8)) ?? ""
        return text.split(separator: "\n")
    }

    /// The lines that an operator sees, with the level that services have by themselves.
    var operatorLines: [Substring] { lines.filter { !$0.contains(" debug ") } }

    /// How often a loader has taken a batch to the database, batches that were there already too.
    var loads: Int { lines.count { $0.hasSuffix("Loaded a batch") } }

    func lastLines(_ count: Int) -> String { operatorLines.suffix(count).joined(separator: "\n    ") }

    /// Lines by which Swift's runtime, or the system, tells of a crash.
    var crashes: [Substring] {
        lines.filter { line in Self.signsOfACrash.contains { line.contains($0) } }
    }

    private static let signsOfACrash = [
        "Fatal error", "Swift runtime failure", "Program crashed", "*** Signal", "Segmentation fault",
        "SWIFT TASK CONTINUATION MISUSE", "terminate called", "AddressSanitizer", "double free",
    ]
}
