internal import ETLModels
internal import Formats
internal import SourceDescriptions

/// Goes from record to record of a source's text. Repeated headers are not records.
struct TextCursor<Scanner: RecordScanner>: RecordCursor, ~Copyable {
    private var records: RecordStream<Scanner>
    private let header: [UInt8]
    /// Nil if other kinds cannot occur, or all kinds are requested.
    private let filter: ItemFilter?

    /// Opens the text and goes to the position.
    init(_ request: CursorRequest, _ scanner: Scanner) throws(SourceError) {
        let (source, limits) = (request.source, request.limits)
        let header = request.inspection.match.header
        let stream = try source.compression.stream(
            of: request.file, from: request.position, blockSize: request.pieceSize, damage: request.damage)
        let recordLimits = RecordLimits(
            record: limits.recordBytes, kept: limits.defectiveRecordBytes, whole: max(limits.recordBytes, header.count))
        var records = RecordStream(
            stream, of: request.file.path, scanner: scanner, limits: recordLimits, pieceSize: request.pieceSize)
        guard try records.begin(at: request.position) else { throw SourceError(request.file.path, .contentChanged) }
        self.records = records
        self.header = header
        filter = source.format.isMixed ? request.kind.map(ItemFilter.init) : nil
    }

    mutating func advance() throws(SourceError) -> Bool {
        repeat {
            guard try records.advance() else { return false }
        } while records.isRecord(identicalTo: header)
        return true
    }

    var record: RawRecord {
        @_lifetime(borrow self)
        get {
            let record = records.record
            guard let filter, filter.isOther(record.text) else { return record }
            return RawRecord(text: record.text.extracting(0..<0), defect: .otherKind)
        }
    }

    var mark: SourceMark { records.mark }
}
