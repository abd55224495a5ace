import DurableFiles
import Foundation
import LocalServers
import SystemPackage

/// The log files of the stages: one per process, and the one of the previous run.
struct StageLogs: Sendable {
    let directory: FilePath
    /// Whether only this run uses the directory, and removes it after a success.
    let isTemporary: Bool

    /// Opens the logs in the state directory, or in a temporary one if all servers were given.
    static func open(in state: FilePath?) throws(FileError) -> StageLogs {
        if let state {
            let logs = StageLogs(directory: state.appending("logs"), isTemporary: false)
            try Directories.make(logs.directory)
            return logs
        }
        let name = "token-etl-logs-\(UUID().uuidString.prefix(8).lowercased())"
        let path = FilePath(FileManager.default.temporaryDirectory.appendingPathComponent(name).path)
        try Directories.make(path, permissions: .ownerReadWriteExecute)
        return StageLogs(directory: path, isTemporary: true)
    }

    func log(of process: String) -> ServerLog {
        ServerLog(path: directory.appending("\(process).log"))
    }

    /// Removes temporary logs.
    func discard() {
        if isTemporary { try? FileManager.default.removeItem(atPath: directory.string) }
    }
}
