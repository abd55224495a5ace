extension SQLState {
    /// Whose fault an error is, which decides what becomes of the work in hand.
    package enum Fault: Sendable, Equatable {
        /// The connection, the server, a lock, a deadlock, the disk: hold the work, back off, retry.
        case infrastructure
        /// What was sent: a value, a constraint. Trying again ends the same way.
        case data
        /// What an operator has to set right: no table, no privilege, a wrong password.
        case configuration
    }

    /// The fault by the code's class. An unknown code counts as the operator's, which loses nothing.
    package var fault: Fault {
        switch self {
        // A standby after a fail-over refuses to write; so does a server that is being shut down for one.
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
