package import ETLModels
package import RabbitMQ

/// Why a delivery could not be handled, and whose fault that is.
package struct StageError: Error, Sendable, CustomStringConvertible {
    /// Whose fault it is. That alone decides what happens; see ``Disposition``.
    package enum Fault: Sendable, Hashable {
        /// The batch's, or the job's: nobody will ever be able to handle it as it is.
        case batch
        /// The infrastructure's: a connection, a deadlock, a full disk. It will pass.
        case infrastructure
        /// The operator's: a table or a permission is missing. It will pass when somebody acts.
        case configuration
        /// Nobody's: the service is stopping, or the delivery has gone to somebody else.
        case interrupted
    }

    package let fault: Fault
    /// One or two words, for headers and metrics: `checksum-mismatch`.
    package let reason: String
    /// A sentence for a person.
    package let description: String

    package init(_ fault: Fault, reason: String, _ description: String) {
        self.fault = fault
        self.reason = reason
        self.description = description
    }
}

extension StageError {
    /// Unreadable bytes are the batch's fault.
    package init(_ error: WireError) {
        self.init(.batch, reason: error.name, error.description)
    }

    /// Trouble while publishing: a message that can never be published is the batch's fault.
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
