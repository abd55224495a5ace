import LocalServers
import Logging
import RabbitMQ
import ServiceLogging
import ServiceSettings
import Submission
import Subprocess
import SystemPackage

/// The stage processes of a run: started, started again when one dies, stopped at the end.
actor StageProcesses {
    private let directory: FilePath
    private let environment: Environment
    private let arguments: [String]
    private let extractorWorkers: Int?
    private let logs: StageLogs
    private let onEvent: @Sendable (RunEvent) -> Void
    private var running: [String: ManagedProcess] = [:]
    private var isStopping = false

    /// - Parameters:
    ///   - programs: the directory with the programs.
    ///   - arguments: those of every process.
    ///   - extractorWorkers: files that an extractor reads at a time; nil for as many as it is set to.
    init(
        brokerURL: String, brokerTLS: TLSFiles, databaseURL: String, programs: FilePath, arguments: [String],
        logFormat: LogFormat, logs: StageLogs, extractorWorkers: Int? = nil,
        onEvent: @escaping @Sendable (RunEvent) -> Void
    ) {
        directory = programs
        self.onEvent = onEvent
        self.logs = logs
        self.extractorWorkers = extractorWorkers
        var variables: [Environment.Key: String?] = ["RABBITMQ_URL": brokerURL]
        // Of a private broker there are none, whatever our own environment says of another.
        let files: [(SettingKey, String?)] = [
            (.brokerAuthority, brokerTLS.authority), (.brokerCertificate, brokerTLS.certificate),
            (.brokerKey, brokerTLS.key),
        ]
        for (key, file) in files {
            variables[.init(stringLiteral: key.environmentName)] = .some(file.map(SourceFiles.absolutePath))
        }
        if !databaseURL.isEmpty { variables["DATABASE_URL"] = databaseURL }
        // A person reads these logs, and is shown their last lines when a stage dies.
        variables["LOG_FORMAT"] = logFormat.rawValue
        environment = .inherit.updating(variables)
        // Several processes cannot share the port that the environment or the settings file may name.
        self.arguments = arguments + ["--http-port", "0"]
    }

    /// Keeps one process of a stage running until ``stop()``.
    ///
    /// - Throws: when it dies several times in a row soon after its start: something is wrong that will not pass.
    func keepRunning(_ program: String, _ number: Int) async throws {
        let name = "\(program)-\(number)"
        let log = logs.log(of: name)
        try log.rotate()
        var quickDeaths = 0
        while !isStopping && !Task.isCancelled {
            let start = ContinuousClock.now
            let process = try await ManagedProcess.start(
                directory.appending(program), arguments: arguments(of: program), environment: environment,
                output: .file(log.path), error: .file(log.path))
            running[name] = process
            // Stopped while it was starting: `stop()` has not seen it.
            if isStopping { process.send(.terminate) }
            let status = await process.wait()
            running[name] = nil
            if isStopping { return }
            quickDeaths = ContinuousClock.now - start < .seconds(10) ? quickDeaths + 1 : 0
            guard quickDeaths < 3 else {
                throw RunError.stageFails(
                    process: name, status: "\(status)", log: log.path, lastLines: log.lastLines(5))
            }
            onEvent(.stageRestarted(process: name, status: "\(status)", log: log.path))
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func arguments(of program: String) -> [String] {
        guard program == "extractor", let extractorWorkers else { return arguments }
        return arguments + ["--workers", "\(extractorWorkers)"]
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
}
