import Blocking
package import Subprocess
import Synchronization
package import SystemPackage

/// A child process that ends with this process, however it ends, or with the last reference to it.
///
/// It runs under a shell wrapper in a session of its own, so that Ctrl-C in the terminal does not reach it; see
/// `Lifeline`.
package final class ManagedProcess: Sendable {
    /// The process id of the program itself, not of its wrapper.
    package let pid: Int32

    private let lifeline: Lifeline
    private let completion: Task<Status, Never>
    private let ended: EndedFlag

    private init(pid: Int32, lifeline: Lifeline, completion: Task<Status, Never>, ended: EndedFlag) {
        self.pid = pid
        self.lifeline = lifeline
        self.completion = completion
        self.ended = ended
    }

    deinit {
        lifeline.cut()
    }

    /// Whether the process is running; false only after its wrapper has ended too.
    package var isRunning: Bool { !ended.value }

    /// Starts `executable` in its own session. By default, at the end of this process, it gets SIGTERM and ten seconds.
    package static func start(
        _ executable: FilePath, arguments: [String] = [], environment: Environment = .inherit,
        workingDirectory: FilePath? = nil, output: Output = .inherited, error: Output = .inherited
    ) async throws(LocalServerError) -> ManagedProcess {
        try await start(
            [executable.string] + arguments, environment: environment, workingDirectory: workingDirectory,
            output: output,
            error: error, ending: Lifeline.Ending())
    }

    static func start(
        _ command: [String], environment: Environment, workingDirectory: FilePath?, output: Output, error: Output,
        ending: Lifeline.Ending
    ) async throws(LocalServerError) -> ManagedProcess {
        let program = command.first ?? ""
        guard Program.isExecutable(FilePath(program)) else {
            throw .launch(program: program, reason: "the program is missing or not executable")
        }
        let outputFile = try output.open(.standardOutput)
        let errorFile = try error.open(.standardError)
        let (lifeline, wrapperEnd) = try Lifeline.make(for: program)
        let configuration = Configuration(
            executable: .path("/bin/sh"), arguments: .init(Lifeline.wrapperArguments(around: command, ending: ending)),
            environment: environment, workingDirectory: workingDirectory, platformOptions: .ownSession)
        let ended = EndedFlag()
        let completion = Task {
            defer { ended.set() }
            do {
                let result = try await run(
                    configuration, input: .fileDescriptor(wrapperEnd, closeAfterSpawningProcess: true),
                    output: outputFile, error: errorFile)
                return Status(result.terminationStatus)
            } catch {
                return Status.failed("\(error)")
            }
        }
        guard let pid = await blockingCall({ lifeline.readProcessID() }) else {
            throw .launch(program: program, reason: "its wrapper exited at once (\(await completion.value))")
        }
        return ManagedProcess(pid: pid, lifeline: lifeline, completion: completion, ended: ended)
    }

    /// Sends `signal` to the process; no effect after it has ended.
    package func send(_ signal: Signal) {
        lifeline.send(signal)
    }

    /// Waits until the process has ended.
    package func wait() async -> Status {
        await completion.value
    }

    /// Sends the process `signal`, and kills it if it is still running after `grace`.
    @discardableResult
    package func terminate(_ signal: Signal = .terminate, grace: Duration = .seconds(10)) async -> Status {
        send(signal)
        let killer = Task { [lifeline] in
            try await Task.sleep(for: grace)
            lifeline.send(.kill)
        }
        defer { killer.cancel() }
        return await wait()
    }

    /// Acts like the end of this process: ends the child and removes its lifeline's directory.
    @discardableResult
    func end() async -> Status {
        lifeline.cut()
        return await wait()
    }
}

/// Set once, after the wrapper was reaped.
private final class EndedFlag: Sendable {
    private let flag = Atomic(false)
    var value: Bool { flag.load(ordering: .acquiring) }
    func set() { flag.store(true, ordering: .releasing) }
}
