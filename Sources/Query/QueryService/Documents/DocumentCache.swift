import GraphQL
import Synchronization
import TokenGraph

/// A document that has passed validation.
struct ValidDocument: Sendable {
    let document: Document
    /// A hash of the text, for the log.
    let hash: String
}

/// The valid documents that clients sent last, so that each is parsed and validated once.
///
/// Bounded by the bytes of texts. A document takes about ten times those of its text.
final class DocumentCache: Sendable {
    private struct Entry {
        let document: ValidDocument
        var lastUse: Int
    }

    private struct State {
        var entries: [ExactText: Entry] = [:]
        var bytes = 0
        var uses = 0
    }

    /// The most bytes of all texts.
    static let limit = 512 << 10
    /// The most bytes of one; longer ones are rare, and would displace many.
    static let documentLimit = 16 << 10

    private let state = Mutex(State())

    init() {}

    /// The document of a text, if it is known.
    subscript(text: String) -> ValidDocument? {
        let text = ExactText(text)
        return state.withLock { state in
            guard let index = state.entries.index(forKey: text) else { return nil }
            state.uses += 1
            state.entries.values[index].lastUse = state.uses
            return state.entries.values[index].document
        }
    }

    /// Keeps a document; those that were used least recently make room.
    func keep(_ document: ValidDocument, of text: String) {
        let text = ExactText(text)
        let count = text.bytes.count
        guard count <= Self.documentLimit else { return }
        state.withLock { state in
            guard state.entries[text] == nil else { return }
            if state.bytes + count > Self.limit { Self.shrink(&state) }
            state.uses += 1
            state.entries[text] = Entry(document: document, lastUse: state.uses)
            state.bytes += count
        }
    }

    /// Removes the older half, so that a flood of new documents sorts them rarely.
    private static func shrink(_ state: inout State) {
        let oldest = state.entries.sorted { $0.value.lastUse < $1.value.lastUse }
        for (text, _) in oldest {
            guard state.bytes > limit / 2 else { break }
            state.entries[text] = nil
            state.bytes -= text.bytes.count
        }
    }
}
