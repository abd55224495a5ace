/// Bytes as a key. Strings would not do: they are equal if their characters are, whatever bytes these are written with,
/// and a document can look for just such bytes.
struct ExactText: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}
