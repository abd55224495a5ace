/// A five-character code for the kind of error, independent of the server's language.
///
/// Errors that libpq detects itself have no code; they get the standard's code for the same event (``connectionLost``,
/// ``cannotConnect``). Source: PostgreSQL documentation, appendix A.
package struct SQLState: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let code: String

    package init(_ code: String) {
        self.code = code
    }

    package init(stringLiteral value: String) {
        self.init(value)
    }

    /// The first two characters: the family of the error.
    package var errorClass: String { String(code.prefix(2)) }

    package var description: String { code }
}

extension SQLState {
    /// The server was unreachable, or closed the connection before the session began.
    package static let cannotConnect: SQLState = "08001"
    /// The connection broke during a session.
    package static let connectionLost: SQLState = "08006"
    /// This program closed the connection.
    package static let connectionClosed: SQLState = "08003"

    package static let cardinalityViolation: SQLState = "21000"
    package static let characterNotInRepertoire: SQLState = "22021"
    package static let invalidBinaryRepresentation: SQLState = "22P03"
    package static let badCopyFileFormat: SQLState = "22P04"
    package static let foreignKeyViolation: SQLState = "23503"
    package static let uniqueViolation: SQLState = "23505"
    package static let checkViolation: SQLState = "23514"

    package static let readOnlyTransaction: SQLState = "25006"
    package static let failedTransaction: SQLState = "25P02"
    package static let idleInTransactionTimeout: SQLState = "25P03"
    /// Something else needs what a statement drops.
    package static let dependentObjects: SQLState = "2BP01"
    package static let invalidAuthorization: SQLState = "28000"
    package static let invalidPassword: SQLState = "28P01"
    package static let noSuchDatabase: SQLState = "3D000"
    package static let noSuchSchema: SQLState = "3F000"
    package static let serializationFailure: SQLState = "40001"
    package static let deadlock: SQLState = "40P01"
    package static let insufficientPrivilege: SQLState = "42501"
    package static let noSuchTable: SQLState = "42P01"

    package static let diskFull: SQLState = "53100"
    package static let tooManyConnections: SQLState = "53300"
    package static let programLimitExceeded: SQLState = "54000"
    package static let objectInUse: SQLState = "55006"
    package static let lockNotAvailable: SQLState = "55P03"
    package static let queryCancelled: SQLState = "57014"
    package static let startingUp: SQLState = "57P03"

    /// A setting of this program or its files is wrong; the program found that before it sent anything to the server.
    package static let invalidSetting: SQLState = "F0000"
}

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
