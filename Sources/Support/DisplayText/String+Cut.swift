extension String {
    /// The first 4096 bytes at most: headers are sent in a single frame, so they must be short.
    package var shortened: String { cut(toBytes: 4096) }

    /// The longest prefix of at most this number of bytes, without a partial character.
    package func cut(toBytes count: Int) -> String {
        guard utf8.count > count else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: count)
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
