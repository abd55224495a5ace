/// How log lines are written.
package enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// For people.
    case text
    /// One JSON object per line, for whatever gathers logs.
    case json

    /// The value of a setting that leaves it to where the lines go.
    static let automatic = "auto"

    /// For people on a terminal, for programs elsewhere.
    static func automatic(isTerminal: Bool) -> LogFormat { isTerminal ? .text : .json }

    static var names: String { (allCases.map(\.rawValue) + [automatic]).joined(separator: ", ") }
}
