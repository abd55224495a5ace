import Foundation
import Glibc

/// A RabbitMQ server of our own on loopback, with its own epmd and data, gone after the test.
final class PrivateBroker: @unchecked Sendable {
    private let directory: URL
    private let port: Int
    private let environment: [String: String]
    // Written once by `start`, before anybody else sees this object.
    private var epmd: Process?
    private var server: Process?
    private(set) var pid: pid_t = 0

    private init(directory: URL, ports: [Int]) {
        self.directory = directory
        port = ports[0]
        environment = [
            "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8",
            "HOME": directory.path, "ERL_EPMD_PORT": "\(ports[2])", "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": "test\(ports[0])@localhost", "RABBITMQ_DIST_PORT": "\(ports[1])",
            "RABBITMQ_MNESIA_BASE": directory.path + "/mnesia", "RABBITMQ_LOG_BASE": directory.path + "/log",
            "RABBITMQ_PID_FILE": directory.path + "/pid",
            "RABBITMQ_CONFIG_FILE": directory.path + "/rabbitmq.conf", "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_ENABLED_PLUGINS_FILE": directory.path + "/enabled_plugins",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        ]
    }

    var url: String { "amqp://guest:guest@127.0.0.1:\(port)/" }

    /// Starts a broker and waits until it takes connections.
    static func start() async throws -> PrivateBroker {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("rabbit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let broker = PrivateBroker(directory: directory, ports: try freePorts(3))
        try broker.launch()
        for _ in 0..<300 {
            if let log = try? String(contentsOf: directory.appendingPathComponent("out"), encoding: .utf8),
                log.contains("completed with")
            {
                try broker.readPID()
                return broker
            }
            try await Task.sleep(for: .milliseconds(200))
        }
        broker.stop()
        throw CocoaError(.executableLoad)
    }

    private func launch() throws {
        try Data(
            "listeners.tcp.1 = 127.0.0.1:\(port)\ndisk_free_limit.absolute = 50MB\nraft.wal_max_size_bytes = 64000000\n"
                .utf8
        )
        .write(to: directory.appendingPathComponent("rabbitmq.conf"))
        try Data("[].".utf8).write(to: directory.appendingPathComponent("enabled_plugins"))
        let cookie = directory.appendingPathComponent(".erlang.cookie")
        try Data("private".utf8).write(to: cookie)
        chmod(cookie.path, 0o400)
        epmd = try spawn("/usr/bin/epmd", ["-port", environment["ERL_EPMD_PORT"] ?? "", "-address", "127.0.0.1"])
        server = try spawn("/usr/lib/rabbitmq/bin/rabbitmq-server", [])
    }

    /// The Erlang VM; what we started is a script around it.
    private func readPID() throws {
        let text = try String(contentsOf: directory.appendingPathComponent("pid"), encoding: .utf8)
        pid = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }

    private func spawn(_ program: String, _ arguments: [String]) throws -> Process {
        let out = directory.appendingPathComponent(program.hasSuffix("epmd") ? "epmd.out" : "out")
        _ = FileManager.default.createFile(atPath: out.path, contents: nil)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = process.standardOutput
        try process.run()
        return process
    }

    /// Runs rabbitmqctl and returns what it printed.
    @discardableResult
    func ctl(_ arguments: String...) async throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/lib/rabbitmq/bin/rabbitmqctl")
        process.arguments = ["--quiet"] + arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        return try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { _ in
                let data = (try? output.fileHandleForReading.readToEnd()) ?? Data()
                continuation.resume(returning: String(decoding: data, as: UTF8.self))
            }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
    }

    func freeze() { kill(pid, SIGSTOP) }
    func thaw() { kill(pid, SIGCONT) }

    func stop() {
        // What Foundation starts inherits blocked signals: only this one gets through. Its data is thrown away anyway.
        for process in [pid, server?.processIdentifier ?? 0, epmd?.processIdentifier ?? 0] where process > 0 {
            kill(process, SIGKILL)
        }
        try? FileManager.default.removeItem(at: directory)
    }

    private static func freePorts(_ count: Int) throws -> [Int] {
        var sockets: [Int32] = []
        defer { sockets.forEach { close($0) } }
        return try (0..<count).map { _ in
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            sockets.append(descriptor)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let status = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    bind(descriptor, address, size) == 0 && getsockname(descriptor, address, &size) == 0
                }
            }
            guard status else { throw CocoaError(.fileNoSuchFile) }
            return Int(UInt16(bigEndian: address.sin_port))
        }
    }
}
