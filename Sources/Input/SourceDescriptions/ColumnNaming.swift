package import ETLModels

/// What a user tells about the names of a source's fields.
package struct ColumnNaming: Sendable, Hashable {
    /// The names of the fields of a file without a header; nil when the file has one.
    package let columns: [String]?
    /// The fields that have other names than their columns, each field and each column once.
    package let renames: [ColumnRename]

    package init(columns: [String]? = nil, renames: [ColumnRename] = []) {
        self.columns = columns
        self.renames = renames
    }
}
