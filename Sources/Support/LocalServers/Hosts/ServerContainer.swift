import Blocking
import SystemPackage

/// A container that lends its files to private servers; it ends with this process.
///
/// It has the network, processes and shared memory of this machine, and its temporary directories. A server in it has the
/// programs of the image, and listens on 127.0.0.1 like any other.
package final class ServerContainer: Sendable {
    /// Where its servers run. The container must outlive them.
    package let host: ServerHost
    private let engine: ManagedProcess

    private init(host: ServerHost, engine: ManagedProcess) {
        self.host = host
        self.engine = engine
    }

    /// Starts a container that only waits.
    ///
    /// - Parameter image: the name of an image that the engine has, or can pull within ten minutes.
    package static func start(image: String) async throws(LocalServerError) -> ServerContainer {
        let docker = try Program.find("docker", in: [], package: "docker.io")
        let id = Secret.random(bytes: 6)
        let temporary = OwnEnvironment.temporaryDirectory
        let log = ServerLog(path: temporary.appending("token-etl-\(id).log"))
        defer { log.remove() }
        let engine = try await ManagedProcess.start(
            docker,
            arguments: ["run", "--rm", "--name", "token-etl-\(id)", "--network=host", "--pid=host", "--ipc=host"]
                + Set(["/tmp", temporary.string]).flatMap { ["--volume", "\($0):\($0)"] }
                + ["--entrypoint", "tail", image, "-f", "/dev/null"],
            output: .file(log.path), error: .file(log.path))
        let failure = try await Readiness.failure(of: engine, within: .seconds(600)) {
            await pid(of: id, docker) != nil
        }
        guard failure == nil, let pid = await pid(of: id, docker) else {
            await engine.end()
            let words = ([failure ?? "it ended at once"] + log.lastLines(3)).joined(separator: "; ")
            throw .launch(program: "a container of \(image)", reason: words)
        }
        return ServerContainer(host: try ServerHost(container: pid), engine: engine)
    }

    private static func pid(of id: String, _ docker: FilePath) async -> Int32? {
        let inspection = Command(
            program: docker, arguments: ["inspect", "--format", "{{.State.Pid}}", "token-etl-\(id)"],
            environment: ["PATH": Program.searchPathText], user: nil, directory: "/")
        guard let text = try? await inspection.output().prefix(while: \.isNumber), let pid = Int32(text), pid > 0 else {
            return nil
        }
        return pid
    }
}
