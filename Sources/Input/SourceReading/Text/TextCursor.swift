internal import ETLModels
internal import Formats
internal import SourceDescriptions

/// Goes from record to record of a source's text. Repeated headers are not records. A quote that is never closed, or the
/// header of another export, ends the text as damage does.
struct TextCursor<Scanner: RecordScanner>: TextRecordCursor, ~Copyable {
    private var records: RecordStream<Scanner>
    private let path: String
    /// Nil if records name their fields.
    private let header: HeaderLine?
    /// Whether a line that begins as most records do is one: unless names begin so.
    private let hexIsRecord: Bool
    /// Nil if other kinds cannot occur, or all kinds are requested.
    private let filter: ItemFilter?

    /// Opens the text and goes to the position.
    init(_ request: CursorRequest, _ scanner: Scanner) throws(SourceError) {
        let (source, limits) = (request.source, request.limits)
        let match = request.inspection.match
        let stream = try source.compression.stream(
            of: request.file, from: request.position, blockSize: request.pieceSize, damage: request.damage)
        let recordLimits = RecordLimits(
            record: limits.recordBytes, kept: limits.defectiveRecordBytes,
            whole: max(limits.recordBytes, match.header.count))
        let namesFields = source.format.namesFields
        var records = RecordStream(
            stream, of: request.file.path, scanner: scanner,
            judge: Scanner.recordsAreLines ? LineJudge(request) : nil, limits: recordLimits,
            watch: request.watch, meter: TextMeter(request.watch.textLimits, from: request.position.stored),
            pieceSize: request.pieceSize)
        try records.begin(at: request.position)
        self.records = records
        path = request.file.path
        hexIsRecord = namesFields || !match.header.starts(with: "0x".utf8)
        header =
            namesFields
            ? nil : HeaderLine(match.header, names: match.names, renames: source.renames, delimiter: source.delimiter)
        filter = source.format.isMixed ? request.kind.map(ItemFilter.init) : nil
    }

    mutating func advance() throws(SourceError) -> Bool {
        repeat {
            guard try records.advance() else { return false }
        } while try isHeader()
        return true
    }

    /// Whether the current line is the source's header again.
    @inline(__always)
    private func isHeader() throws(SourceError) -> Bool {
        if hexIsRecord, records.beginsWithHex { return false }
        guard let header, !header.isRecord(records.recordText) else { return false }
        switch header.meaning(of: records.recordText) {
        case .record: return false
        case .header: return true
        case .otherHeader: throw SourceError(path, .anotherExport(line: records.line))
        }
    }

    var record: RawRecord {
        @_lifetime(borrow self)
        get {
            let record = records.record
            guard let filter else { return record }
            return filter.filtered(record)
        }
    }

    var mark: SourceMark { records.mark }
}
