package import ETLModels

/// The properties of a file that a reader needs to read its records, and to recognise the file again.
package struct SourceDescription: Sendable, Hashable, Codable {
    /// The format of the records.
    package let format: SourceFormat
    /// The compression of the file.
    package let compression: SourceCompression
    /// The character between fields; 0 if the format has none.
    package let delimiter: UInt8
    /// The names of the fields, in their order; none if the source is empty.
    package let columns: [String]
    /// Set if the names are given and not in the file.
    private let headerless: Bool?
    /// Set if some fields have other names than their columns.
    private let renamed: [ColumnRename]?
    /// Set if the records are rows of values: how each of the columns is stored that rows have, by its index. Most may have none.
    private let stored: [Int: ValueStorage]?
    /// Set if the user told how to read amounts.
    private let reading: AmountReading?
    /// The file's size in bytes, as stored.
    package let size: UInt64
    /// The time of the last change of the file, in nanoseconds since the Unix epoch.
    package let modified: Int64
    /// What identifies the file's content; nil in the job of an older program. A program that ignores it reads as before.
    package let fingerprint: SourceFingerprint?

    /// Describes a file that has been inspected already.
    package init(
        format: SourceFormat, compression: SourceCompression, delimiter: UInt8, columns: [String],
        isHeaderless: Bool = false, renames: [ColumnRename] = [], storages: [ValueStorage] = [],
        amounts: AmountReading = AmountReading(), size: UInt64, modified: Int64, fingerprint: SourceFingerprint? = nil
    ) {
        self.format = format
        self.compression = compression
        self.delimiter = delimiter
        self.columns = columns
        headerless = isHeaderless ? true : nil
        renamed = renames.isEmpty ? nil : renames
        let present = storages.enumerated().filter { $1 != .absent }.map { ($0, $1) }
        stored = storages.isEmpty ? nil : Dictionary(uniqueKeysWithValues: present)
        reading = amounts == AmountReading() ? nil : amounts
        self.size = size
        self.modified = modified
        self.fingerprint = fingerprint
    }

    /// Whether the names are not in the file.
    package var isHeaderless: Bool { headerless ?? false }

    /// The columns that the file calls by other names.
    package var renames: [ColumnRename] { renamed ?? [] }

    /// How to read the names of the fields of the same file again.
    package var naming: ColumnNaming {
        ColumnNaming(columns: isHeaderless ? columns : nil, renames: renames, amounts: amounts)
    }

    /// For each column, how rows of values have it; empty if the records are text.
    package var storages: [ValueStorage] {
        guard let stored else { return [] }
        return columns.indices.map { stored[$0] ?? .absent }
    }

    /// How the amounts of a columnar file are read.
    package var amounts: AmountReading { reading ?? AmountReading() }

    /// The character between fields; empty if the format has none.
    package var delimiterText: String { delimiter == 0 ? "" : String(UnicodeScalar(delimiter)) }

    /// The names of format and compression for output: `csv`, `csv, gzip`.
    package var formatName: String {
        compression == .none ? format.name : "\(format.name), \(compression.rawValue)"
    }

    /// What the batches of the source carry, for a database of Ethereum's records.
    package var layout: SourceLayout { layout(for: .ethereum) }

    /// What the batches of the source carry, for a database of a chain's records.
    package func layout(for chain: ChainID) -> SourceLayout {
        SourceLayout(
            format: format.rawValue, delimiter: delimiter, columns: columns, renames: renames, chain: chain,
            storages: storages)
    }

    /// Whether another description is of the same file, whose sources may have different columns.
    package func isOfSameFile(as other: SourceDescription) -> Bool {
        format == other.format && compression == other.compression && delimiter == other.delimiter
            && size == other.size && modified == other.modified && fingerprint == other.fingerprint
            && renames == other.renames && amounts == other.amounts
    }

    /// Whether another description has the same layout and compression.
    package func isWrittenAlike(_ other: SourceDescription) -> Bool {
        layout == other.layout && compression == other.compression && isHeaderless == other.isHeaderless
            && amounts == other.amounts
    }
}
