import Subprocess
import SystemPackage
import Testing

@testable import LocalServers

@Suite struct ManagedProcessTests {
    @Test func reportsTheExitCode() async throws {
        let process = try await ManagedProcess.start("/bin/sh", arguments: ["-c", "exit 7"])
        #expect(await process.wait() == .exited(7))
        #expect(!process.isRunning)
    }

    @Test func reportsTheSignalThatEndedIt() async throws {
        let process = try await ManagedProcess.start("/bin/sleep", arguments: ["600"])
        #expect(process.isRunning)
        #expect(await process.terminate() == .signaled(15))
        #expect(!ProcessTable.isAlive(process.pid))
    }

    @Test func killsWhatDoesNotEndWithinTheGrace() async throws {
        let process = try await ManagedProcess.start(
            "/bin/sh", arguments: ["-c", "trap '' TERM; while :; do sleep 600; done"])
        let sleeping = try await eventually { !ProcessTable.children(of: process.pid).isEmpty }
        #expect(sleeping)
        let children = ProcessTable.children(of: process.pid)
        #expect(await process.terminate(grace: .milliseconds(100)) == .signaled(9))
        await ProcessTable.end(children, signal: 9, grace: .zero)
    }

    @Test func passesArgumentsAndEnvironmentAndAppendsToTheFile() async throws {
        try await withScratchDirectory { directory in
            let file = directory.appending("output")
            for word in ["one two", "$three"] {
                let process = try await ManagedProcess.start(
                    "/bin/sh", arguments: ["-c", #"printf '%s %s\n' "$1" "$WORD""#, "sh", word],
                    environment: .inherit.updating(["WORD": "it's"]), output: .file(file))
                #expect(await process.wait() == .exited(0))
            }
            #expect(try FileSystem.read(file) == "one two it's\n$three it's\n")
        }
    }

    @Test func livesInASessionOfItsOwn() async throws {
        try await withScratchDirectory { directory in
            let file = directory.appending("output")
            let process = try await ManagedProcess.start(
                "/bin/sh", arguments: ["-c", "cut -d' ' -f6 /proc/$$/stat /proc/\(ProcessTable.ownPID)/stat"],
                output: .file(file))
            #expect(await process.wait() == .exited(0))
            let sessions = try FileSystem.read(file).split(separator: "\n")
            #expect(sessions.count == 2 && sessions.first != sessions.last)
        }
    }

    @Test func endsWithTheLastReference() async throws {
        var process: ManagedProcess? = try await ManagedProcess.start("/bin/sleep", arguments: ["600"])
        let pid = try #require(process?.pid)
        #expect(ProcessTable.isAlive(pid))
        // The last use of the process keeps it alive until here, so only the assignment can end it.
        withExtendedLifetime(process) {}
        process = nil
        #expect(try await eventually { !ProcessTable.isAlive(pid) })
    }

    /// Checks the process from its first moment on, while it still becomes the program.
    @Test func isAliveFromItsFirstMoment() async throws {
        for _ in 0..<50 {
            let process = try await ManagedProcess.start("/bin/sleep", arguments: ["600"])
            for _ in 0..<20 { #expect(ProcessTable.isAlive(process.pid)) }
            #expect(await process.terminate() == .signaled(15))
            #expect(!ProcessTable.isAlive(process.pid))
        }
    }

    @Test func missingProgramIsNamed() async {
        await #expect {
            _ = try await ManagedProcess.start("/nonexistent/loader")
        } throws: {
            "\($0)" == "Cannot start /nonexistent/loader: the program is missing or not executable."
        }
    }

    /// Tests the wrapper alone, on a pipe from another process: none of our code runs after the kill of that one.
    @Test(arguments: ["exec sleep 600", "trap '' TERM; while :; do sleep 1; done"])
    func killedParentEndsTheProcessAndRemovesTheDirectory(program: String) async throws {
        try await withScratchDirectory { directory in
            let doomed = directory.appending("state")
            try FileSystem.makeDirectory(doomed, owner: nil)
            let wrapper = Lifeline.wrapperArguments(
                around: ["/bin/sh", "-c", "echo $$ >'\(doomed)/pid'; " + program],
                ending: .init(graceSeconds: 1, removes: doomed))
            let parent = try await ManagedProcess.start(
                "/bin/sh", arguments: ["-c", #"sleep 600 | setsid /bin/sh "$@""#, "sh"] + wrapper, error: .discarded)
            #expect(try await eventually { (try? FileSystem.read(doomed.appending("pid")))?.hasSuffix("\n") == true })
            let pid = try #require(Int32(try FileSystem.read(doomed.appending("pid")).dropLast()))
            let holder = try #require(
                ProcessTable.children(of: parent.pid).first { ProcessTable.arguments(of: $0).first == "sleep" })
            await ProcessTable.end([holder], signal: 9, grace: .seconds(1))
            #expect(try await eventually { !ProcessTable.isAlive(pid) && !FileSystem.exists(doomed) })
            await parent.terminate(.kill)
        }
    }
}
