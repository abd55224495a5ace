import Ledger
import Pipeline

extension DeadLetter {
    /// What the dead letters of a source say, at most three of them; nil when it has none.
    static func summary(_ state: SourceState) -> String? {
        let (letters, uri) = (state.deadLetters, state.progress.uri)
        guard !letters.isEmpty || state.omitted > 0 else { return nil }
        let causes = letters.prefix(3).map { letter in
            // What is said of the file itself begins with its path.
            let isOfFile = letter.stage == .extract && letter.error.hasPrefix("\(uri): ")
            let error = isOfFile ? String(letter.error.dropFirst(uri.count + 2)) : letter.error
            let name = "dead letter \(letter.id) in \(letter.stage.deadLetterQueue)"
            return isOfFile ? "\(error) (\(name))" : "\(name) (\(letter.messageID)): \(letter.reason): \(error)"
        }
        let more = letters.count > 3 ? ["and \(letters.count - 3) more dead letters"] : []
        let omitted = state.omitted > 0 ? ["\(state.omitted) dead letters are too many to count their records"] : []
        return (causes + more + omitted).joined(separator: "; ")
    }

    /// The command that shows a letter.
    ///
    /// - Parameter again: the options that lead to the same broker.
    static func show(_ id: String, _ again: String) -> String {
        "\(Executable.invocation) dead-letters show \(id)\(again)"
    }
}
