import LocalServers
import Logging
import Pipeline
import Subprocess
import SystemPackage

/// The stage processes of a run: started, started again when one dies, stopped at the end.
actor StageProcesses {
    private let directory: FilePath
    private let environment: Environment
    private let logs: FilePath
    private var running: [String: ManagedProcess] = [:]
    private var isStopping = false

    /// - Parameters:
    ///   - logs: the directory for one log file per process.
    init(brokerURL: String, databaseURL: String, logs: FilePath) {
        // The executables of one build lie side by side.
        directory = Executable.path.removingLastComponent()
        self.logs = logs
        var variables: [Environment.Key: String?] = ["RABBITMQ_URL": brokerURL]
        if !databaseURL.isEmpty { variables["DATABASE_URL"] = databaseURL }
        environment = .inherit.updating(variables)
    }

    /// Keeps one process of a stage running until ``stop()``.
    ///
    /// - Throws: when it dies several times in a row soon after its start: something is wrong that will not pass.
    func keepRunning(_ program: String, _ number: Int) async throws {
        let name = "\(program)-\(number)"
        var quickDeaths = 0
        while !isStopping && !Task.isCancelled {
            let start = ContinuousClock.now
            let process = try await ManagedProcess.start(
                directory.appending(program), environment: environment, output: .file(log(name)),
                error: .file(log(name)))
            running[name] = process
            // Stopped while it was starting: `stop()` has not seen it.
            if isStopping { process.send(.terminate) }
            let status = await process.wait()
            running[name] = nil
            if isStopping { return }
            quickDeaths = ContinuousClock.now - start < .seconds(10) ? quickDeaths + 1 : 0
            guard quickDeaths < 3 else { throw CommandFailure(died(name, status)) }
            Terminal.complain("\(name) ended (\(status)) and is started again; its log is \(log(name))")
            try await Task.sleep(for: .seconds(1))
        }
    }

    /// Asks all processes to finish what they have in hand, and waits until they have ended.
    func stop() async {
        isStopping = true
        await withTaskGroup { group in
            for process in running.values {
                group.addTask { _ = await process.terminate(grace: .seconds(35)) }
            }
        }
    }

    private func log(_ name: String) -> FilePath { logs.appending("\(name).log") }

    private func died(_ name: String, _ status: ManagedProcess.Status) -> String {
        let lines = ServerLog(path: log(name)).lastLines(5).map { "\n  \($0)" }.joined()
        return "\(name) ends again and again (\(status)). Its log, \(log(name)), ends with:\(lines)"
    }
}
