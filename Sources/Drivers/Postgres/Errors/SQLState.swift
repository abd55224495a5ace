/// A five-character code that says what kind of error it is, in every language of the server.
///
/// Errors that libpq finds by itself carry no code; they are given the standard's code for the same event
/// (``connectionLost``, ``cannotConnect``). Source: PostgreSQL documentation, appendix A.
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
    /// The server could not be reached, or it broke off before the session began.
    package static let cannotConnect: SQLState = "08001"
    /// The connection broke in a session.
    package static let connectionLost: SQLState = "08006"
    /// The connection was closed by this program.
    package static let connectionClosed: SQLState = "08003"

    package static let characterNotInRepertoire: SQLState = "22021"
    package static let invalidBinaryRepresentation: SQLState = "22P03"
    package static let badCopyFileFormat: SQLState = "22P04"
    package static let foreignKeyViolation: SQLState = "23503"
    package static let uniqueViolation: SQLState = "23505"
    package static let checkViolation: SQLState = "23514"

    package static let readOnlyTransaction: SQLState = "25006"
    package static let failedTransaction: SQLState = "25P02"
    package static let idleInTransactionTimeout: SQLState = "25P03"
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
    package static let objectInUse: SQLState = "55006"
    package static let lockNotAvailable: SQLState = "55P03"
    package static let queryCancelled: SQLState = "57014"
    package static let startingUp: SQLState = "57P03"

    /// A setting of this program or its files is wrong, found before anything was sent to the server.
    package static let invalidSetting: SQLState = "F0000"
}

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
