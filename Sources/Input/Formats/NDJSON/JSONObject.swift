/// Finds objects within a text that is not JSON as a whole.
package enum JSONObject {
    /// The offset behind the object whose bracket is at `start`; nil if the text ends before it does, or its brackets do not
    /// match.
    package static func end(in text: RawSpan, from start: Int) -> Int? {
        var nesting = JSONNesting()
        var position = start
        guard case .closed = nesting.scan(text, from: &position) else { return nil }
        return position
    }
}
