extension SQLState {
    /// The cause of an error, which decides the fate of the work in progress.
    package enum Fault: Sendable, Equatable {
        /// The connection, the server, a lock, a deadlock, the disk: keep the work, back off, retry.
        case infrastructure
        /// The sent data: a value, a constraint. A retry fails again.
        case data
        /// An operator has to fix it: a missing table, a missing privilege, a wrong password.
        case configuration
    }

    /// The fault by the code's class. An unknown code counts as `configuration`, which loses no data.
    package var fault: Fault {
        switch self {
        // A standby refuses to write after a failover; so does a server that shuts down for one.
        case .lockNotAvailable, .objectInUse, .idleInTransactionTimeout, .readOnlyTransaction:
            .infrastructure
        default:
            switch errorClass {
            case "08", "40", "53", "57", "58", "XX": .infrastructure
            // P0: raised by a trigger. 44: a view's check. 54: a row larger than the server can store.
            case "21", "22", "23", "44", "54", "P0": .data
            default: .configuration
            }
        }
    }
}
