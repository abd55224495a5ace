/// Describes the lines of a record in its file.
enum LineRange {
    /// `line 3`, `lines 3 to 6`
    ///
    /// - Parameters:
    ///   - first: the record's first line.
    ///   - count: the number of its lines.
    static func words(_ first: Int64, count: Int) -> String {
        count > 1 ? "lines \(first) to \(first + Int64(count) - 1)" : "line \(first)"
    }
}
