internal import Parquet

/// Prints the columns of a file, then its rows, then their number.
struct Judgement: ~Copyable {
    private var output = Output()

    init() {}

    mutating func run(_ path: String, from row: Int64) throws(ParquetFailure<FileSource.Failure>) {
        let file = try ParquetFile(FileSource(path))
        header(file.metadata)
        var rows = 0
        do throws(ParquetFailure<FileSource.Failure>) {
            for group in file.metadata.rowGroups.indices {
                let first = min(row, file.metadata.rowGroups[group].rows)
                try self.rows(file, group, from: first, &rows)
            }
        } catch {
            output.flush()
            throw error
        }
        output.text("{\"rows\":\(rows)}")
        output.endLine()
        output.flush()
    }

    private mutating func rows(
        _ file: ParquetFile<FileSource>, _ group: Int, from row: Int64, _ count: inout Int
    ) throws(ParquetFailure<FileSource.Failure>) {
        let columns = file.metadata.columns
        let unsigned = columns.map { column in
            if case .integer(_, isSigned: false) = column.logicalType { true } else { false }
        }
        var reader = try file.rows(ofGroup: group, columns: Array(columns.indices), from: row)
        while try reader.advance() {
            count += 1
            output.text("[")
            for column in 0..<reader.columnCount {
                if column > 0 { output.text(",") }
                output.value(reader.value(column), isUnsigned: unsigned[column])
            }
            output.text("]")
            output.endLine()
        }
    }

    private mutating func header(_ metadata: ParquetMetadata) {
        output.text("{\"columns\":[")
        for (index, column) in metadata.columns.enumerated() {
            output.text(index == 0 ? "[" : ",[")
            output.string(column.name)
            output.text(",\"\(column.type)\",")
            output.string(column.logicalType.map { "\($0)" } ?? "")
            output.text("]")
        }
        output.text("],\"nested\":\(metadata.nestedColumns.count),\"groups\":\(metadata.rowGroups.count)}")
        output.endLine()
    }
}
