public import ETLModels

/// Tells where the fields of a record are. One splitter serves a whole batch: its buffer is used again.
public protocol FieldSplitter: Sendable {
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

/// Work on the fields of records whose format is known only at run time; see ``SourceFormat/open(_:_:)``.
///
/// The visitor is called with each splitter's type by name, so that the compiler makes a copy of the work for each format.
public protocol SplitterVisitor: ~Copyable, ~Escapable {
    /// Why the work cannot be done.
    associatedtype Failure: Error
    /// What the work yields.
    associatedtype Output

    /// Does the work with a splitter.
    mutating func visit<Splitter: FieldSplitter>(_ splitter: Splitter) throws(Failure) -> Output
}
