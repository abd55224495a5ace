internal import ETLModels
internal import Formats
internal import SourceDescriptions

/// The records of a source's text, one after the other, in a buffer that grows only for long ones, and within bounds.
///
/// The buffer keeps only the beginning of a record that exceeds the maximum size.
struct RecordStream<Scanner: RecordScanner>: ~Copyable {
    private let path: String
    private var stream: any TextStream & ~Copyable
    private var scanner: Scanner
    private let limits: RecordLimits
    private let watch: ReadingWatch
    private var meter: TextMeter
    private let pieceSize: Int
    /// Where the first record starts, if the text before it has not been passed yet.
    private var target: SourcePosition?
    /// Asked of the scanner once: it is in another module, and the question is asked for each record.
    private let recordsAreLines = Scanner.recordsAreLines
    private var lines: RecordLines
    private var text: [UInt8]
    /// How much of the buffer is filled.
    private var count = 0
    private var start = 0
    private var found = RecordEnd(end: 0, next: 0)
    private var dropped = 0
    private var isComplete = false
    private var piece = TextPiece(count: 0, start: .start, storedBefore: nil)
    private var pieceOffset = 0
    private var earlierMark: SourceMark?

    /// Reads records from where the stream is.
    ///
    /// - Parameters:
    ///   - path: the file, for errors.
    ///   - judge: judges the lines of records that have several; nil for a format whose records are lines.
    ///   - watch: asked before each piece.
    ///   - meter: counts the text.
    ///   - pieceSize: the bytes to read at once. The buffer has room for two such pieces, and for a long record besides when
    ///     there is one.
    init(
        _ stream: consuming any TextStream & ~Copyable, of path: String, scanner: Scanner, judge: LineJudge?,
        limits: RecordLimits, watch: ReadingWatch, meter: TextMeter, pieceSize: Int
    ) {
        self.path = path
        self.stream = stream
        self.scanner = scanner
        self.limits = limits
        self.watch = watch
        self.meter = meter
        self.pieceSize = pieceSize
        lines = RecordLines(judge, recordsAreLines: Scanner.recordsAreLines, longestLine: limits.longestLine)
        text = [UInt8](repeating: 0, count: 2 * pieceSize)
    }

    /// Goes to the next record, and skips blank lines.
    ///
    /// - Returns: false after the last record.
    /// - Throws: ``SourceError``, also for a quote that is never closed. After a pause on the way to the first record, call
    ///   it again.
    mutating func advance() throws(SourceError) -> Bool {
        if let target { try skip(to: target) }
        repeat {
            start = found.next
            dropped = 0
            earlierMark = nil
            lines.next()
            while start == count {
                guard try readPiece() else { return false }
            }
            scanner.begin(at: start)
            found = try findEnd()
            if !recordsAreLines { examineLines(to: found.next) }
        } while found.end == start
        if found.isPlain, dropped == 0, found.end - start <= limits.record { return true }
        if recordsAreLines { examineLines(to: found.end) }
        if found.isUnclosed { throw unclosedQuote() }
        return true
    }

    /// The error of a quote that is never closed. The record that it opens has the rest of the source.
    private mutating func unclosedQuote() -> SourceError {
        if text[found.end - 1] == UInt8(ascii: "\n") { lines.endSource() }
        return SourceError(path, .unclosedQuote(line: lines.quoteLine, unread: lines.unread))
    }

    /// Whether the record that was found last begins with `0x`.
    @inline(__always)
    var beginsWithHex: Bool {
        found.end > start + 1
            && text.span.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt16.self).littleEndian == 0x7830
    }

    /// The text of the record that was found last; only the beginning and the end of one that is too long.
    var recordText: RawSpan {
        @_lifetime(borrow self)
        get { text.span.bytes.extracting(start..<found.end) }
    }

    /// The record that was found last: without its line end, and cut when it is too long.
    var record: RawRecord {
        @_lifetime(borrow self)
        get {
            let isTooLong = isTooLong
            if !isTooLong, !lines.holdsRecords { return RawRecord(text: recordText, defect: nil) }
            let end = isTooLong ? min(found.end, start + limits.kept) : found.end
            return RawRecord(
                text: text.span.bytes.extracting(start..<end), defect: lines.holdsRecords ? .holdsRecords : .tooLong,
                lines: lines.span)
        }
    }

    /// Whether the record that was found last exceeds the maximum size.
    private var isTooLong: Bool { dropped > 0 || found.end - start > limits.record }

    /// The first line of the record that was found last.
    var line: UInt64 { lines.first }

    /// Where the record starts that was found last, or looked for when there was an error.
    var mark: SourceMark {
        // In front of the last piece is only what was read while looking for byte order marks: the header.
        (earlierMark ?? piece.mark(at: max(start - pieceOffset, 0))).at(line: lines.first)
    }
}

extension RecordStream {
    /// Skips the byte order marks at the start of the source. Elsewhere, ``advance()`` skips the text up to the position.
    mutating func begin(at position: SourcePosition) throws(SourceError) {
        lines.begin(at: position.line)
        if position == .start { try skipByteOrderMarks() }
        if position.skipped > 0 { target = position }
    }

    private mutating func skipByteOrderMarks() throws(SourceError) {
        let mark = TextSample.byteOrderMark
        while true {
            let end = found.next + mark.count
            // Reads no further than a mark may reach, so that what follows is in the last piece.
            while mark.starts(with: text[found.next..<min(count, end)]), count < end {
                guard try readPiece() else { return }
            }
            guard text[found.next..<min(count, end)].elementsEqual(mark) else { return }
            found = RecordEnd(end: end, next: end)
        }
    }

    private mutating func skip(to position: SourcePosition) throws(SourceError) {
        while try readPiece(.skipping), piece.start.stored == position.stored {
            start = count
            guard position.skipped < piece.start.skipped + UInt64(piece.count) else { continue }
            start = pieceOffset + Int(position.skipped - piece.start.skipped)
            found = RecordEnd(end: start, next: start)
            target = nil
            return
        }
        // The source ends before the position.
        throw SourceError(path, .contentChanged)
    }

    private mutating func findEnd() throws(SourceError) -> RecordEnd {
        while true {
            if let end = scanner.scan(text, count: count, isComplete: isComplete) { return end }
            if let fault = scanner.fault { throw error(fault) }
            _ = try readPiece()
        }
    }

    private mutating func error(_ fault: RecordFault) -> SourceError {
        if fault.distance > 0 { examineLines(to: scanner.position) }
        let isCompressed = piece.storedBefore != nil
        // A part of the record may have been examined before the fault turned out to be at its start.
        let line = fault.distance > 0 ? lines.last : lines.first
        let broken = BrokenArray(fault, from: mark.position, line: line, isCompressed: isCompressed)
        return SourceError(path, .brokenArray(broken))
    }

    /// Reads more text into the buffer; false at the end of the source.
    private mutating func readPiece(_ phase: ReadingWatch.Phase = .reading) throws(SourceError) -> Bool {
        guard !isComplete else { return false }
        if start < count, earlierMark == nil { earlierMark = mark }
        makeRoom()
        var piece: TextPiece
        repeat {
            try watch.pass(phase, path)
            guard let next = try stream.read(into: &text, count..<count + pieceSize) else {
                isComplete = true
                return false
            }
            try meter.count(next, of: path)
            piece = next
        } while piece.count == 0
        self.piece = piece
        pieceOffset = count
        count += piece.count
        return true
    }

    /// Makes room for a piece. It moves the kept text only if that is short, or unavoidable.
    private mutating func makeRoom() {
        if count - start > limits.whole + 1 { cutRecord() }
        if start > 0, text.count - count < pieceSize || count - start <= pieceSize / 16 {
            moveText(from: start, to: 0)
            start = 0
        }
        while text.count - count < pieceSize { text.append(contentsOf: repeatElement(0, count: pieceSize)) }
    }

    /// Examines the lines of the record up to an offset, from where the last call ended.
    private mutating func examineLines(to end: Int, isWhole: Bool = true) {
        let unexamined = dropped > 0 ? start + limits.kept : start
        lines.examine(text, unexamined..<max(unexamined, end), isWhole: isWhole, quote: scanner.lastQuote)
    }

    /// Drops the scanned part of a too long record, except its beginning: whole lines, unless the last is long itself. So it
    /// does not depend on the pieces which of the lines are judged.
    private mutating func cutRecord() {
        let keptEnd = start + limits.kept
        // A carriage return may be half of a line end.
        let scanned = text[scanner.position - 1] == UInt8(ascii: "\r") ? scanner.position - 1 : scanner.position
        let lineStart = RecordLines.endOfLines(text, keptEnd..<scanned)
        let isLong = scanned - lineStart > limits.longestLine
        let end = isLong ? scanned : lineStart
        guard end > keptEnd else { return }
        examineLines(to: end, isWhole: !isLong)
        if isLong { lines.dropBeginning() }
        text.withUnsafeMutableBytes { bytes in
            bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<keptEnd]))
        }
        dropped += end - keptEnd
        moveText(from: end, to: limits.kept)
        start = 0
    }

    private mutating func moveText(from source: Int, to target: Int) {
        text.withUnsafeMutableBytes { bytes in
            let moved = UnsafeRawBufferPointer(rebasing: bytes[source..<count])
            UnsafeMutableRawBufferPointer(rebasing: bytes[target...]).copyMemory(from: moved)
        }
        let distance = source - target
        scanner.shift(by: distance)
        pieceOffset -= distance
        count -= distance
    }
}
