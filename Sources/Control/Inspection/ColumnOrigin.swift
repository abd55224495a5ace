package import DisplayText
import ETLModels
import Formats
import SourceDescriptions
import SourceReading

/// The field that a column of a kind is read from.
package struct ColumnOrigin: Encodable, Sendable {
    /// Its name in the table.
    package let column: String
    package let type: String
    package let required: Bool
    /// The name of the field in the file; nil when the file lacks it, so that the column stays empty.
    @Nullable package var field: String?
}

extension ColumnOrigin {
    /// The columns of a kind, in order.
    static func all(of kind: RecordKind, _ inspection: SourceInspection) -> [ColumnOrigin] {
        let layout = inspection.description(for: kind).layout
        let positions = (try? inspection.format.columnMap(layout, for: kind))?.positions
        return kind.schema.columns.enumerated().map { index, column in
            let position = positions?[index] ?? -1
            return ColumnOrigin(
                column: column.name, type: column.type.name, required: column.isRequired,
                field: position < 0 ? nil : field(at: position, layout.columns, inspection))
        }
    }

    /// If records name their fields, `columns` are those of the kind: only `names` are in the file.
    private static func field(at position: Int, _ columns: [String], _ inspection: SourceInspection) -> String? {
        guard inspection.format.namesFields else { return inspection.names[position] }
        return inspection.names.contains(columns[position]) ? columns[position] : nil
    }
}

extension FieldType {
    /// The name of the type.
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
