/// A failed request to RabbitMQ, for the operator of the service.
///
/// The message has the broker's address and the remedy; it never contains a password.
package struct RabbitMQError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of failure, for code that decides by it.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        case accessRefused, brokerUnavailable, cancelled, connectionLost, connectionRefused, hostNotFound, inUse
        case invalidMessage, invalidURL, loginRefused, messageTooLarge, protocolError, queueFull, queueMismatch
        case queueNotFound, timeout, tlsFailed, unroutable, vhostNotFound
    }

    package let code: Code
    package let message: String
    /// The AMQP reply code, if the broker sent one (AMQP 0-9-1, section 4.8).
    package let replyCode: Int?

    package init(_ code: Code, _ message: String, replyCode: Int? = nil) {
        self.code = code
        self.message = message
        self.replyCode = replyCode
    }

    /// Whether a retry can succeed without a change by an operator.
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
