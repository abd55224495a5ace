import DisplayText

/// Describes records that hold other records.
enum HeldLines {
    /// - Parameters:
    ///   - count: the lines of such records.
    ///   - line: the first line of the first of them.
    static func words(_ count: Int, from line: Int64) -> String {
        """
        \(Format.count(count, "line is", "lines are")) not loaded: records in them hold others. The first starts in \
        line \(Format.count(Int(clamping: line))); close or double its quote, or end each record with a line feed
        """
    }
}
