import LocalServers
import Logging
import SystemPackage

#if canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Holds private servers until its standard input ends: `LocalServersHost [STATE-DIRECTORY]`, throwaway without one.
///
/// Writes one line once both are up: the directory, the process ids of the database and the broker, and the seconds it took.
@main
enum Host {
    static func main() async {
        let began = ContinuousClock.now
        do {
            let path = CommandLine.arguments.dropFirst().first
            let state = try path.map { try StateDirectory.kept(at: FilePath($0)) } ?? StateDirectory.throwaway()
            let servers = try await LocalServers.start(in: state, logger: Logger(label: "host"))
            let pids = [servers.postgres?.pid, servers.rabbitMQ?.pid].compactMap(\.self)
            let line = "\(state.path) \(pids[0]) \(pids[1]) \(ContinuousClock.now - began)\n"
            try FileDescriptor.standardOutput.writeAll(line.utf8)
            await Task.detached { while readLine() != nil {} }.value
            await servers.stop()
        } catch {
            _ = try? FileDescriptor.standardError.writeAll("\(error)\n".utf8)
            exit(1)
        }
    }
}
