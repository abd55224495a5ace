import Glibc
import LocalServers

extension LocalRabbitMQ {
    /// Runs rabbitmqctl.
    @discardableResult
    func ctl(_ arguments: String...) async throws -> String { try await control(arguments) }

    /// Stops the broker's process, with its connections open.
    func freeze() { Glibc.kill(pid, SIGSTOP) }
    func thaw() { Glibc.kill(pid, SIGCONT) }
}
