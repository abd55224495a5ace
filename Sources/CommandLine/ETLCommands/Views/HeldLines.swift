import DisplayText

/// Describes records that hold other records.
enum HeldLines {
    /// - Parameters:
    ///   - count: the lines of such records.
    ///   - line: the first line of the first of them.
    static func words(_ count: Int, from line: Int64) -> String {
        """
        \(Format.count(count)) lines are not loaded: a quote makes them part of records that hold others. The first starts in \
        line \(Format.count(Int(clamping: line))); close or double its quote
        """
    }
}
