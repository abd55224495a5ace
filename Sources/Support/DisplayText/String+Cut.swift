extension String {
    /// The beginning, at most 4096 bytes: headers travel in a single frame, so they are kept short.
    package var shortened: String { cut(toBytes: 4096) }

    /// The beginning, at most so many bytes and without half a character.
    package func cut(toBytes count: Int) -> String {
        guard utf8.count > count else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: count)
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
