internal import ETLModels
internal import Formats
internal import Parquet
internal import SourceDescriptions

/// A Parquet file whose footer has been read, and what that says as columns of records.
struct ParquetContent {
    let file: ParquetFile<SourceFileBytes>
    private let meaning: ColumnMeaning

    init(_ file: ParquetFile<SourceFileBytes>, _ amounts: AmountReading) {
        self.file = file
        meaning = ColumnMeaning(createdBy: file.metadata.createdBy, amounts: amounts)
    }

    var metadata: ParquetMetadata { file.metadata }

    /// The columns that records of a kind are read from, in the order of the file, each by its number.
    ///
    /// - Parameter names: the columns' names, as those of the kind may be called.
    static func uses(
        _ names: [String], _ renames: [ColumnRename], of kind: RecordKind
    ) -> [(column: Int, use: ColumnUse)] {
        var uses: [Int: ColumnUse] = [:]
        for field in CheckedField.all(of: kind) {
            for position in field.positions(in: names) { uses[position] = .checked(field) }
        }
        let match = HeaderMatch(names, renames: renames, for: kind)
        for (column, positions) in zip(kind.schema.columns, match.positions) {
            for position in positions { uses[position] = .field(column) }
        }
        return uses.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// How each column is read; nil for one that no record is read from, or that cannot be read.
    func readings(_ names: [String], _ renames: [ColumnRename], of kind: RecordKind) -> [ColumnReading?] {
        var readings: [ColumnReading?] = Array(repeating: nil, count: names.count)
        for (column, use) in Self.uses(names, renames, of: kind) {
            readings[column] = try? meaning.reading(of: metadata.columns[column], as: use)
        }
        return readings
    }

    /// Why records of a kind cannot be read, a text for each column.
    func faults(_ names: [String], _ renames: [ColumnRename], of kind: RecordKind) -> [String] {
        let uses = Self.uses(names, renames, of: kind)
        guard uses.count <= ValueStorage.columnLimit else {
            return ["\(uses.count) columns belong to \(kind.name), more than \(ValueStorage.columnLimit)"]
        }
        return uses.compactMap { column, use in
            do throws(ColumnFault) {
                _ = try meaning.reading(of: metadata.columns[column], as: use)
                return obstacle(to: column)
            } catch {
                return error.description
            }
        }
    }

    /// Why the chunks of a column cannot be read.
    private func obstacle(to column: Int) -> String? {
        metadata.summaries[column].unreadable.map { "column `\(metadata.columns[column].name)` \($0)" }
    }
}

extension ChunkSummary {
    /// Why a reader cannot read a chunk, with the remedy.
    fileprivate var unreadable: String? {
        switch obstacle {
        case .encrypted: "is encrypted: write it without encryption"
        case .otherFile: "is in other files, which this one only lists: submit those"
        case nil: codecs.lazy.compactMap(\.unreadable).first
        }
    }
}

extension ParquetCodec {
    fileprivate var unreadable: String? {
        switch self {
        case .lzo: "is compressed with LZO: write it with zstd or snappy"
        case .unknown(let id): "is compressed with the unknown codec \(id): write it with zstd or snappy"
        case .uncompressed, .compressed: nil
        }
    }
}
