import DisplayText
package import Postgres
import ServiceHost
package import Telemetry

/// What a service reports of its database: whether it answers, and whether it has the tables.
package enum DatabaseChecks {
    /// The names of the checks.
    package static let all = [ServiceTelemetry.Check.database, ServiceTelemetry.Check.schema]

    /// The outcomes while all is well.
    package static let ok = Dictionary(uniqueKeysWithValues: all.map { ($0, Health.Outcome.ok) })

    /// The outcomes after an error.
    package static func outcomes(of error: PostgresError) -> [String: Health.Outcome] {
        let reason = "\(error)".printable.shortened
        switch error.sqlState {
        case .noSuchTable, .noSuchSchema, .invalidSetting:
            return [ServiceTelemetry.Check.database: .ok, ServiceTelemetry.Check.schema: .failed(reason: reason)]
        default: return unavailable(reason)
        }
    }

    /// The outcomes while the database cannot be asked.
    package static func unavailable(_ reason: String) -> [String: Health.Outcome] {
        [
            ServiceTelemetry.Check.database: .failed(reason: reason),
            ServiceTelemetry.Check.schema: .failed(reason: "unknown, because the database is unavailable"),
        ]
    }
}
