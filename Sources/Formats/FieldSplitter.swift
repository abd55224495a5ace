package import ETLModels

/// Tells where the fields of a record are. One splitter serves a whole batch: its buffer is used again.
package protocol FieldSplitter: Sendable {
    /// Finds the fields of a record that has no defect.
    ///
    /// - Returns: the number of fields; of a record with more than the layout has, one more than that.
    mutating func split(_ record: RawSpan) -> Int

    /// Where the fields are of the record that was split last.
    var fields: Span<FieldBounds> {
        @_lifetime(borrow self)
        get
    }
}
