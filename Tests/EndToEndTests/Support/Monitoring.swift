import Foundation
import FoundationNetworking
import Subprocess
import SystemPackage

@testable import LocalServers

/// A stage with a port of its own, and requests to it.
struct MonitoredStage: Sendable {
    let process: ManagedProcess
    let port: UInt16
    let log: FilePath

    /// The answer; nil if there was none.
    func get(_ path: String) async -> (status: Int, body: String)? {
        await Monitoring.get("http://127.0.0.1:\(port)\(path)")
    }

    /// Waits until `/readyz` has this status, and returns its body. Fails after a minute, with the last answer.
    func ready(_ status: Int, where isExpected: (String) -> Bool = { _ in true }) async throws -> String {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            let answer = await get("/readyz")
            if let answer, answer.status == status, isExpected(answer.body) { return answer.body }
            guard ContinuousClock.now < deadline, process.isRunning else {
                let words = ServerLog(path: log).lastLines(20).joined(separator: "\n")
                throw MonitoringFailure(said: "\(answer.map { "\($0)" } ?? "nothing")\n\(words)")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }
}

struct MonitoringFailure: Error {
    let said: String
}

/// A Prometheus server, and requests to it and to stages.
enum Monitoring {
    static let isAvailable = ["prometheus", "promtool"].allSatisfy { path(of: $0) != nil }

    private static func path(of program: String) -> FilePath? {
        ["/usr/bin", "/usr/local/bin"].map { FilePath($0).appending(program) }.first { Program.isExecutable($0) }
    }

    static func get(_ address: String) async -> (status: Int, body: String)? {
        guard let url = URL(string: address) else { return nil }
        let request = URLRequest(url: url, timeoutInterval: 10)
        guard let (data, response) = try? await URLSession.shared.data(for: request) else { return nil }
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
    }

    /// The complaints of `promtool check metrics` about a page of metrics.
    static func complaints(about page: String) async throws -> String {
        guard let promtool = path(of: "promtool") else { throw MonitoringFailure(said: "no promtool") }
        let result = try await Subprocess.run(
            .path(promtool), arguments: ["check", "metrics"], input: .string(page), output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20))
        let words = result.standardOutput + result.standardError
        return result.terminationStatus.isSuccess ? "" : "\(result.terminationStatus) \(words)"
    }

    /// Runs a Prometheus that scrapes a loopback port every second until a query has a result; returns the answer.
    static func answer(to query: String, scraping target: UInt16, in folder: FilePath) async throws -> String {
        guard let prometheus = path(of: "prometheus") else { throw MonitoringFailure(said: "no prometheus") }
        let (port, config, log) = (
            try ServerPort.free().number, folder.appending("prometheus.yml"), folder.appending("prometheus.log")
        )
        try Files.write(
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs: [{job_name: etl, static_configs: [{targets: ["127.0.0.1:\(target)"]}]}]
            """.utf8, to: config)
        let process = try await ManagedProcess.start(
            prometheus,
            arguments: [
                "--config.file=\(config)", "--storage.tsdb.path=\(folder.appending("prometheus"))",
                "--web.listen-address=127.0.0.1:\(port)",
            ], output: .file(log), error: .file(log))
        let deadline = ContinuousClock.now + .seconds(60)
        var found: String?
        while found == nil, ContinuousClock.now < deadline {
            let answer = await get("http://127.0.0.1:\(port)/api/v1/query?query=\(query)")
            found = answer?.body.contains(#""value""#) == true ? answer?.body : nil
            try await Task.sleep(for: .milliseconds(200))
        }
        _ = await process.terminate(grace: .seconds(20))
        guard let found else {
            throw MonitoringFailure(said: ServerLog(path: log).lastLines(20).joined(separator: "\n"))
        }
        return found
    }
}
