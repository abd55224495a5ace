internal import ETLModels

/// Tells whether a record has a carriage return in it: the line end of somebody. Text without any is searched once.
struct CarriageReturns {
    // The first at or after the last record's start, or `searched` if there is none before that.
    private var first = -1
    private var searched = 0

    /// Records that the text moved towards the front.
    mutating func shift(by distance: Int) {
        first -= distance
        searched -= distance
    }

    /// Whether one is in a range of the text. Ranges come in the order of the text.
    @inline(__always)
    mutating func isAny(in text: RawSpan, from start: Int, before end: Int) -> Bool {
        if first < start || first == searched && end > searched { search(text, from: start) }
        return first < end
    }

    private mutating func search(_ text: RawSpan, from start: Int) {
        let from = first < start ? start : searched
        first = text.firstOffset(of: UInt8(ascii: "\r"), from: max(from, 0))
        searched = text.byteCount
    }
}
