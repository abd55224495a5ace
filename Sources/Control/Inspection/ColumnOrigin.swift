package import DisplayText
import ETLModels
import SourceDescriptions
import SourceReading

/// Where a column of a kind is read from.
package struct ColumnOrigin: Encodable, Sendable {
    /// Its name in the table.
    package let column: String
    package let type: String
    package let required: Bool
    /// The field's name in the file; nil when the file does not have it, so that the column stays empty.
    @Nullable package var field: String?
}

extension ColumnOrigin {
    /// The columns of a kind, in their order.
    static func all(of kind: RecordKind, _ inspection: SourceInspection) -> [ColumnOrigin] {
        let columns = inspection.description(for: kind).columns
        let positions = (try? ColumnMap(columns, for: kind))?.positions
        return kind.schema.columns.enumerated().map { index, column in
            let position = positions?[index] ?? -1
            return ColumnOrigin(
                column: column.name, type: column.type.name, required: column.isRequired,
                field: position < 0 ? nil : field(at: position, columns, inspection))
        }
    }

    /// A format without a header looks for all columns that a kind has, whether or not a record has them.
    private static func field(at position: Int, _ columns: [String], _ inspection: SourceInspection) -> String? {
        guard inspection.format.namesFields else { return inspection.names[position] }
        return inspection.names.contains(columns[position]) ? columns[position] : nil
    }
}

extension FieldType {
    /// The type in a word.
    var name: String {
        switch self {
        case .address: "address"
        case .hash: "hash"
        case .amount: "amount"
        case .integer: "integer"
        case .timestamp: "time"
        case .text: "text"
        }
    }
}
