import Subprocess
import SystemPackage

extension RabbitMQNode {
    /// Starts the port mapper (epmd), through which the node and its tools find one another.
    func launchPortMapper(_ ports: Ports) async throws(LocalServerError) -> ManagedProcess {
        try portMapperLog.rotate()
        let process = try await ManagedProcess.start(
            host.command(
                [portMapper.string, "-port", "\(ports.portMapper.number)", "-address", ports.portMapper.address],
                as: runsAs,
                in: directory),
            environment: .custom(Environment.keyed(environment(ports))), workingDirectory: directory,
            output: .file(portMapperLog.path), error: .file(portMapperLog.path), ending: ending(graceSeconds: 2))
        let failure = try await Readiness.failure(of: process, within: .seconds(10)) {
            await ports.portMapper.accepts()
        }
        if let failure {
            throw .start(
                server: "epmd", reason: failure, log: portMapperLog.path, lastLines: portMapperLog.lastLines())
        }
        return process
    }

    /// Starts the broker and waits until it speaks AMQP, and listens for TLS: the last steps of its startup.
    func launchBroker(_ ports: Ports) async throws(LocalServerError) -> ManagedProcess {
        try log.rotate()
        try writeConfiguration(ports)
        let process = try await ManagedProcess.start(
            host.command([programs.server.string], as: runsAs, in: directory),
            environment: .custom(Environment.keyed(environment(ports))), workingDirectory: directory,
            output: .file(log.path), error: .file(log.path), ending: ending(graceSeconds: 30))
        let failure = try await Readiness.failure(of: process, within: .seconds(180)) {
            guard await answers(on: ports) else { return false }
            // Listeners start one after the other.
            return await ports.tls?.accepts() ?? true
        }
        if let failure {
            await process.end()
            throw .start(server: "RabbitMQ", reason: failure, log: log.path, lastLines: log.lastLines())
        }
        try announce(process, ports)
        return process
    }

    /// Throwaway data needs no orderly shutdown.
    private func ending(graceSeconds: Int) -> Lifeline.Ending {
        state.isThrowaway
            ? Lifeline.Ending(signal: .kill, graceSeconds: 1, removes: directory)
            : Lifeline.Ending(signal: .terminate, graceSeconds: graceSeconds)
    }

    /// Whether the broker speaks AMQP.
    func answers(on ports: Ports) async -> Bool {
        await ports.amqp.answers(Self.protocolHeader, firstByte: 1)
    }

    /// The protocol header of AMQP 0-9-1 (specification, 4.2.2); the broker answers with a method frame, type 1.
    private static let protocolHeader: [UInt8] = Array("AMQP".utf8) + [0, 0, 9, 1]
}
