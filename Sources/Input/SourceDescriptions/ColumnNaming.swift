package import ETLModels

/// What a user tells about the fields of a source.
package struct ColumnNaming: Sendable, Hashable {
    /// The names of the fields of a file without a header; nil when the file has one.
    package let columns: [String]?
    /// The fields that have other names than their columns, each field and each column once.
    package let renames: [ColumnRename]
    /// How to read the amounts of a columnar file.
    package let amounts: AmountReading

    package init(
        columns: [String]? = nil, renames: [ColumnRename] = [], amounts: AmountReading = AmountReading()
    ) {
        self.columns = columns
        self.renames = renames
        self.amounts = amounts
    }
}
