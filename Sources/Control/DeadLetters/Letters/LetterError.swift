/// Why dead letters cannot be found, moved or kept.
package enum LetterError: Error, Sendable {
    /// No letter has an id that begins so.
    case notFound(String)
    /// Several letters have an id that begins so.
    case ambiguous(String, [LetterID])
    /// A queue takes no more letters: the broker's words, and what to do.
    case queueFull(String, remedy: String)
    /// A letter cannot be written to its files, or read from them: which, and why.
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
