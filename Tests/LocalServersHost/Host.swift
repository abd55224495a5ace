import Glibc
import LocalServers
import Logging
import SystemPackage

/// Starts private servers for the tests: `LocalServersHost hold|stop [STATE-DIRECTORY]`, throwaway without a directory.
///
/// Once both are up it writes one line: the directory, the process ids of the database and the broker, the seconds it
/// took. Then it stops them, or holds them until someone kills it.
@main
enum Host {
    static func main() async {
        do throws(LocalServerError) {
            let arguments = CommandLine.arguments.dropFirst()
            let path = arguments.dropFirst().first
            let state =
                if let path { try StateDirectory.kept(at: FilePath(path)) } else { try StateDirectory.throwaway() }
            let began = ContinuousClock.now
            let servers = try await LocalServers.start(in: state, logger: Logger(label: "host"))
            let pids = [servers.postgres?.pid, servers.rabbitMQ?.pid].map { "\($0 ?? 0)" }.joined(separator: " ")
            print(state.path, pids, ContinuousClock.now - began)
            fflush(nil)
            if arguments.first == "hold" { try? await Task.sleep(for: .seconds(6 * 3600)) }
            await servers.stop()
        } catch {
            print(error)
            exit(1)
        }
    }
}
