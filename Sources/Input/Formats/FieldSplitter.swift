public import ETLModels

/// Finds the fields of a record. One splitter serves a whole batch: it reuses its buffers.
public protocol FieldSplitter: Sendable {
    /// Finds the fields of a record that has no defect.
    ///
    /// - Returns: why the record cannot be read; nil when there are as many fields as the layout has columns.
    mutating func split(_ record: RawSpan) -> RecordDefect?

    /// Where the fields are of the record that was split last, in the order of the layout's columns. A column that the
    /// record does not have is an empty field.
    var fields: Span<FieldBounds> {
        @_lifetime(borrow self)
        get
    }

    /// The texts of fields that are not in the record literally.
    var resolved: RawSpan {
        @_lifetime(borrow self)
        get
    }
}

extension FieldSplitter {
    /// The text of a field of the last split record, repaired for display: see ``TextRepair``.
    public func text(of field: Int, in record: RawSpan) -> String {
        let bounds = fields[field]
        let range = Int(bounds.start)..<Int(bounds.end)
        return TextRepair.repair(bounds.isResolved ? resolved.extracting(range) : record.extracting(range)).string
    }
}

/// Work on the fields of records whose format is known only at run time; see ``SourceDescriptions/SourceFormat/dispatch(_:of:to:)``.
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
