/// Why RabbitMQ could not do what was asked, in words for the person who runs the service.
///
/// The message names the broker's address and what to do next; it never holds a password.
package struct RabbitMQError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is, for code that has to decide.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        case accessRefused, brokerUnavailable, cancelled, connectionLost, connectionRefused, hostNotFound, inUse
        case invalidMessage, invalidURL, loginRefused, messageTooLarge, protocolError, queueFull, queueMismatch
        case queueNotFound, timeout, tlsFailed, unroutable, vhostNotFound
    }

    package let code: Code
    package let message: String
    /// The AMQP reply code, where the broker gave one (AMQP 0-9-1, section 4.8).
    package let replyCode: Int?

    package init(_ code: Code, _ message: String, replyCode: Int? = nil) {
        self.code = code
        self.message = message
        self.replyCode = replyCode
    }

    /// Whether the same thing may work later without anybody changing anything.
    package var isTransient: Bool {
        switch code {
        case .brokerUnavailable, .connectionLost, .connectionRefused, .hostNotFound, .inUse, .protocolError, .queueFull,
            .timeout:
            true
        case .accessRefused, .cancelled, .invalidMessage, .invalidURL, .loginRefused, .messageTooLarge, .queueMismatch,
            .queueNotFound, .tlsFailed, .unroutable, .vhostNotFound:
            false
        }
    }

    package var description: String { message }
}
