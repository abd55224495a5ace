import LocalServers
import Logging
import RabbitMQ
import ServiceLogging
import ServiceSettings
import Submission
import Subprocess
import SystemPackage

/// Starts the stage processes of a run, restarts those that die, and stops them at the end.
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
    ///   - programs: the directory of the programs.
    ///   - nodes: the list of nodes; nil for the inherited setting.
    ///   - requiresTLS: whether TLS to other machines is required; nil for the inherited setting.
    ///   - arguments: arguments of every process.
    ///   - extractorWorkers: files that an extractor reads concurrently; nil for its own setting.
    init(
        brokerURL: String, brokerTLS: TLSFiles, databaseURL: String, nodes: String?, requiresTLS: Bool?,
        programs: FilePath,
        arguments: [String],
        logFormat: LogFormat, logs: StageLogs, extractorWorkers: Int? = nil,
        onEvent: @escaping @Sendable (RunEvent) -> Void
    ) {
        directory = programs
        self.onEvent = onEvent
        self.logs = logs
        self.extractorWorkers = extractorWorkers
        var variables: [Environment.Key: String?] = ["RABBITMQ_URL": brokerURL]
        // A private broker has none; a nil value removes an inherited variable.
        let files: [(SettingKey, String?)] = [
            (.brokerAuthority, brokerTLS.authority), (.brokerCertificate, brokerTLS.certificate),
            (.brokerKey, brokerTLS.key),
        ]
        for (key, file) in files {
            variables[.init(stringLiteral: key.environmentName)] = .some(file.map(SourceFiles.absolutePath))
        }
        if let requiresTLS {
            variables[.init(stringLiteral: SettingKey.requireTLS.environmentName)] = requiresTLS ? "on" : "off"
        }
        if let nodes { variables[.init(stringLiteral: SettingKey.nodes.environmentName)] = nodes }
        if !databaseURL.isEmpty { variables["DATABASE_URL"] = databaseURL }
        // People read these logs; a stage failure prints their last lines.
        variables["LOG_FORMAT"] = logFormat.rawValue
        environment = .inherit.updating(variables)
        // Several processes cannot share the port that the environment or the settings file may name.
        self.arguments = arguments + ["--http-port", "0", "--probe-port", "0"]
    }

    /// Keeps one process of a stage running until ``stop()``.
    ///
    /// - Throws: when it dies several times in a row soon after its start: a permanent failure.
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
            // Stopped during its start: `stop()` has missed it.
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

    /// Terminates all processes, which finish their work in progress first, and waits for them to exit.
    func stop() async {
        isStopping = true
        await withTaskGroup { group in
            for process in running.values {
                group.addTask { _ = await process.terminate(grace: .seconds(35)) }
            }
        }
    }
}
