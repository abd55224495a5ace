/// The limits on the buffered part of a record, in bytes.
struct RecordLimits {
    /// The maximum size of a whole record.
    let record: Int
    /// The kept bytes of a longer one.
    let kept: Int
    /// The maximum buffered bytes before a record is cut; not less than the other two.
    let whole: Int

    /// The maximum size of a line within a record that is judged. The buffer holds such a line as a whole, wherever it lies.
    var longestLine: Int { whole / 2 }
}
