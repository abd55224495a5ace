/// How often each letter is meant: identical letters share an id, and each copy of them counts.
package struct LetterCopies<ID: Hashable & Sendable>: Sendable {
    private var left: [ID: Int] = [:]
    /// The number of copies that are not taken.
    package private(set) var count = 0

    package init(_ ids: some Sequence<ID>) {
        for id in ids {
            left[id, default: 0] += 1
            count += 1
        }
    }

    /// Whether a letter is meant, also if all copies of it are taken.
    func contains(_ id: ID) -> Bool { left[id] != nil }

    /// Takes a copy of a letter; false if none is left.
    package mutating func take(_ id: ID) -> Bool {
        guard let copies = left[id], copies > 0 else { return false }
        left[id] = copies - 1
        count -= 1
        return true
    }
}
