package import ETLModels
package import RabbitMQ

/// The reason that a stage could not handle a delivery, and the fault.
package struct StageError: Error, Sendable, CustomStringConvertible {
    /// The cause of an error, which alone decides the ``Disposition``.
    package enum Fault: Sendable, Hashable {
        /// The batch or the job: no service can ever handle it as it is.
        case batch
        /// The infrastructure: a connection, a deadlock, a full disk. A retry can succeed.
        case infrastructure
        /// The place of a source: its server or its disk. A retry can succeed, and other sources need not wait for it.
        case source
        /// No fault: other sources go first.
        case turn
        /// The configuration: a table or a permission is missing. An operator has to fix it.
        case configuration
        /// No fault: the service is stopping, or the broker has redelivered the message elsewhere.
        case interrupted
    }

    package let fault: Fault
    /// One or two words, for headers and metrics: `checksum-mismatch`.
    package let reason: String
    /// A sentence for a person.
    package let description: String
    /// How long the delivery should stay in the waiting queue; nil for as long as the queue says.
    package let pause: Duration?

    package init(_ fault: Fault, reason: String, _ description: String, pause: Duration? = nil) {
        self.fault = fault
        self.reason = reason
        self.description = description
        self.pause = pause
    }
}

extension StageError {
    /// Unreadable bytes have the fault `batch`.
    package init(_ error: WireError) {
        self.init(.batch, reason: error.name, error.description)
    }

    /// A failed publish: a message that can never be published has the fault `batch`.
    package init(_ error: RabbitMQError) {
        switch error.code {
        case .messageTooLarge: self.init(.batch, reason: "message-too-large", error.description)
        case .cancelled: self.init(.interrupted, reason: "cancelled", error.description)
        default:
            let fault: Fault = error.isTransient ? .infrastructure : .configuration
            self.init(fault, reason: error.code.rawValue, error.description)
        }
    }
}
