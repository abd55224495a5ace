package import Postgres

/// What keeps a table's key where it is.
package enum KeyHold: Sendable {
    /// A subscriber or a trigger learns of each row that comes or goes.
    case followed
    /// The table has partitions, or inherits.
    case inParts
    /// The user may not do what the end of a phase needs.
    case mayNotEnd
    /// Something refers to the key, as the database says.
    case needed(PostgresError)
}

extension KeyHold: CustomStringConvertible {
    package var description: String {
        switch self {
        case .followed:
            "it is published or has a trigger, which would learn of repeated rows, and of those that the end of a phase removes"
        case .inParts: "it has partitions, or a table inherits from it or it from another"
        case .mayNotEnd:
            """
            the user of the database could not build it again without the privileges CREATE on the schema and on the tablespaces of the \
            indexes, and TEMPORARY on the database
            """
        case .needed(let error): "\(error)"
        }
    }
}
