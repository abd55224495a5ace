internal import ETLModels
internal import Parquet
internal import SourceDescriptions

/// Goes from row to row of a Parquet file, and from row group to row group.
///
/// A position is the number of a row. It is cheap to reach where a row group starts.
struct ParquetCursor: RecordCursor, ~Copyable {
    private let file: ParquetFile<SourceFileBytes>
    private let path: String
    private let watch: ReadingWatch
    private let columns: [Int]
    private let conversions: [ColumnReading.Conversion]
    private var rows: RowReader<SourceFileBytes>
    /// The limits count for the rows, and for the pages.
    private var meter: TextMeter
    private var pageMeter: TextMeter
    /// The bytes of rows that the meter has not counted.
    private var unmetered = 0
    /// The bytes of pages that it has counted of the row group.
    private var countedPages: UInt64 = 0
    /// The number in the file of the current row; of the one before the position, before the first call of ``advance()``.
    private var row: Int64
    /// The row group to open next, and the row in it to start with.
    private var next: (group: Int, row: Int64)
    private let progress: RowProgress

    /// The rows between two looks at the watch.
    private static let watchedRows: Int64 = 1024
    /// The bytes that a row counts beside its values, so that rows of nulls are not unlimited.
    private static let rowBytes = 32

    /// Takes the file of the inspection, which has read the footer.
    init(_ request: CursorRequest) throws(SourceError) {
        let path = request.file.path
        let source = request.source
        guard let content = request.inspection.parquet else { throw SourceError(path, .contentChanged) }
        let file = content.file.reading(from: SourceFileBytes(file: request.file, watch: request.watch))
        let kind = request.kind ?? ColumnMap.kind(of: source.columns, renames: source.renames)
        let readings = kind.map { content.readings(source.columns, source.renames, of: $0) } ?? []
        let start = Int64(clamping: request.position.skipped)
        guard readings.map({ $0?.storage ?? .absent }) == source.storages, start <= file.metadata.rows else {
            throw SourceError(path, .contentChanged)
        }
        self.file = file
        self.path = path
        watch = request.watch
        columns = readings.indices.filter { readings[$0] != nil }
        conversions = readings.compactMap { $0?.conversion }
        meter = TextMeter(request.watch.textLimits, from: request.position.stored)
        pageMeter = meter
        progress = RowProgress(rows: file.metadata.rows, size: request.file.size)
        row = start - 1
        rows = file.noRows()
        let groups = file.metadata.rowGroups
        let group = groups.firstIndex { start < $0.firstRow + $0.rows } ?? groups.count
        next = (group, group < groups.count ? start - groups[group].firstRow : 0)
    }

    mutating func advance() throws(SourceError) -> Bool {
        // First, because a row that cannot be read is the mark then.
        row += 1
        do throws(ParquetFailure<SourceError>) {
            while try !rows.advance() {
                guard next.group < file.metadata.rowGroups.count else { return false }
                try lookAtPages()
                countedPages = 0
                rows = try file.rows(ofGroup: next.group, columns: columns, from: next.row)
                next = (next.group + 1, 0)
            }
        } catch {
            throw SourceError(path, error)
        }
        if row % Self.watchedRows == 0 { try look() }
        return true
    }

    mutating func append(to builder: inout RawBatchBuilder) -> Bool {
        builder.beginRow()
        appendValues(to: &builder)
        var ending = builder.endRow()
        if case .tooLong = ending {
            builder.beginCutRow()
            appendValues(to: &builder)
            ending = builder.endRow(isCut: true)
        }
        guard case .taken(let bytes) = ending else { return false }
        unmetered += bytes + Self.rowBytes
        return true
    }

    var mark: SourceMark {
        let stored = progress.bytes(before: row)
        return SourceMark(
            position: SourcePosition(stored: stored, skipped: UInt64(row)), storedBefore: stored,
            isCheapToReach: rows.row == 0)
    }
}

/// The bytes of a file that count as read before a row: as if all rows had the same size. So they never decrease, whatever the
/// footer says of the places of groups.
struct RowProgress {
    private let rows: UInt64
    private let size: UInt64

    init(rows: Int64, size: UInt64) {
        self.rows = UInt64(max(1, rows))
        self.size = size
    }

    func bytes(before row: Int64) -> UInt64 {
        rows.dividingFullWidth(size.multipliedFullWidth(by: UInt64(max(0, row)))).quotient
    }
}

extension ParquetCursor {
    /// Looks whether the reading shall go on, and whether the rows are within the limits.
    private mutating func look() throws(SourceError) {
        try watch.pass(.reading, path)
        try meter.count(unmetered, before: progress.bytes(before: row), of: path)
        unmetered = 0
        try countPages()
    }

    /// Looks whether the pages of the row group are within the limits: those of a group with one row may be of any size.
    private mutating func lookAtPages() throws(ParquetFailure<SourceError>) {
        do throws(SourceError) {
            try countPages()
        } catch {
            throw .source(error)
        }
    }

    private mutating func countPages() throws(SourceError) {
        let decoded = rows.decodedBytes
        try pageMeter.count(Int(clamping: decoded - countedPages), before: progress.bytes(before: row), of: path)
        countedPages = decoded
    }

    /// Appends the values of the current row.
    @inline(__always)
    private func appendValues(to builder: inout RawBatchBuilder) {
        for column in conversions.indices {
            if rows.isNull(column) {
                builder.appendNull()
            } else if !rows.isAgain(column) || !builder.appendAgain() {
                appendValue(column, conversions[column], to: &builder)
            }
        }
    }

    @inline(__always)
    private func appendValue(
        _ column: Int, _ conversion: ColumnReading.Conversion, to builder: inout RawBatchBuilder
    ) {
        switch conversion {
        case .text: builder.append(text: rows.bytes(column))
        case .bytes: builder.append(bytes: rows.bytes(column))
        case .int32: builder.append(number: Int64(rows.int32(column)))
        case .uint32: builder.append(number: UInt64(UInt32(bitPattern: rows.int32(column))))
        case .int64: builder.append(number: rows.int64(column))
        case .uint64: builder.append(number: UInt64(bitPattern: rows.int64(column)))
        case .decimal: builder.append(bigEndian: rows.bytes(column), isSigned: true)
        case .bigEndian: builder.append(bigEndian: rows.bytes(column), isSigned: false)
        case .littleEndian: builder.append(littleEndian: rows.bytes(column))
        case .timestamp: builder.append(timestamp: rows.int64(column))
        case .int96: builder.append(int96: rows.bytes(column))
        case .float: append(Double(rows.float(column)), to: &builder)
        case .double: append(rows.double(column), to: &builder)
        }
    }

    /// Appends a number. NaN is null, because tools without nulls for numbers write it for a missing one.
    @inline(__always)
    private func append(_ real: Double, to builder: inout RawBatchBuilder) {
        if real.isNaN { builder.appendNull() } else { builder.append(real: real) }
    }
}
