import Subprocess
import SystemPackage
import Testing

@testable import LocalServers

/// The report of a `LocalServersHost` process about its servers.
struct HostReport {
    let state: FilePath
    /// The postmaster and the broker.
    let pids: [Int32]

    /// Runs a host until its servers are up, calls `before`, and kills it.
    static func ofKilledHost(
        arguments: [String], before: (FilePath) async throws -> Void = { _ in }
    ) async throws -> HostReport {
        let products = FilePath(CommandLine.arguments[0]).removingLastComponent()
        let result = try await run(
            .path(products.appending("LocalServersHost")), arguments: .init(arguments), input: .none,
            output: .sequence, error: .currentStandardError
        ) { execution in
            var report: HostReport?
            for try await line in execution.standardOutput.strings() {
                report = HostReport(line)
                break
            }
            if let report { try await before(report.state) }
            try execution.send(signal: .kill)
            return report
        }
        return try #require(result.closureResult)
    }

    private init?(_ line: String) {
        let words = line.split(separator: " ")
        guard words.count >= 3 else { return nil }
        state = FilePath(String(words[0]))
        pids = words[1...2].compactMap { Int32($0) }
    }
}
