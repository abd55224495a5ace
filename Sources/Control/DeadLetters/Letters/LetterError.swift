/// The reason for which an operation cannot find, move or export dead letters.
package enum LetterError: Error, Sendable {
    /// No id begins with these digits.
    case notFound(String)
    /// Several ids begin with these digits.
    case ambiguous(String, [LetterID])
    /// A queue is full: the error of the broker, and a remedy.
    case queueFull(String, remedy: String)
    /// A letter file cannot be written or read: the file and the cause.
    case file(String)
}

extension LetterError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notFound(let digits): "there is no dead letter \(digits)"
        case .ambiguous(let digits, let ids):
            "several ids begin with \(digits) (\(ids.map(\.description).joined(separator: ", "))): give more digits"
        case .queueFull(let what, let remedy): "\(what): \(remedy)"
        case .file(let what): what
        }
    }
}
