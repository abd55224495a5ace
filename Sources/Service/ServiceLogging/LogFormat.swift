/// The format of log lines.
package enum LogFormat: String, Sendable, Hashable, CaseIterable {
    /// For people.
    case text
    /// One JSON object per line, for log collectors.
    case json

    /// The setting's value that chooses the format by the destination.
    static let automatic = "auto"

    /// Text on a terminal, JSON elsewhere.
    static func automatic(isTerminal: Bool) -> LogFormat { isTerminal ? .text : .json }

    static var names: String { (allCases.map(\.rawValue) + [automatic]).joined(separator: ", ") }
}
