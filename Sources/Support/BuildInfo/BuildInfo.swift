/// The only place that states the version of the programs.
package enum BuildInfo {
    /// The version of all programs, according to Semantic Versioning.
    package static let version = "1.0.0"

    /// The user agent of the programs for web servers (RFC 9110, section 10.1.5).
    package static let userAgent = "token-etl/\(version)"

    /// The output of a program's `--version`.
    package static func line(for program: String) -> String { "\(program) \(version)" }
}
