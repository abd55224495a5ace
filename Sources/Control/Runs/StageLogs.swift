import DurableFiles
import Foundation
import LocalServers
import SystemPackage

/// Where the stages of a run log: one file per process, and the one of the run before.
struct StageLogs: Sendable {
    let directory: FilePath
    /// Whether the directory is this run's alone, and goes when the run had no trouble.
    let isTemporary: Bool

    /// In the state directory; where no state is kept, for all servers were given, in a temporary one.
    static func open(in state: FilePath?) throws(FileError) -> StageLogs {
        if let state {
            let logs = StageLogs(directory: state.appending("logs"), isTemporary: false)
            try Directories.make(logs.directory)
            return logs
        }
        let name = "token-etl-logs-\(UUID().uuidString.prefix(8).lowercased())"
        let path = FilePath(FileManager.default.temporaryDirectory.appendingPathComponent(name).path)
        try Directories.make(path, ownerOnly: true)
        return StageLogs(directory: path, isTemporary: true)
    }

    func log(of process: String) -> ServerLog {
        ServerLog(path: directory.appending("\(process).log"))
    }

    /// Removes the logs where nobody will want them.
    func discard() {
        if isTemporary { try? FileManager.default.removeItem(atPath: directory.string) }
    }
}
