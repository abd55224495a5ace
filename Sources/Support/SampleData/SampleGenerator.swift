/// Writes pairs of exports, `tokens.csv` and `token_transfers.csv` (or of NDJSON or Parquet, or one stream of both). They
/// resemble real ones and are the same on every machine.
///
/// **Transfers** come in the order of a chain: about 140 per block (2 to 278), a block every 12 seconds from block 15,320,500
/// at `2022-08-08 23:06:52 UTC`, log indices ascending with gaps, one to 24 transfers per transaction. Tokens and half of the
/// accounts follow Zipf's law; one contract in ten has no record in `tokens.csv`. A fifth are mints (from the zero address), one
/// percent burns. Values: ids below 10,000, amounts with 6 and 18 decimals, round amounts, zero, 77 and 78 digits (0.3 %),
/// 2^256−1 (0.05 %).
///
/// **Tokens** have empty symbols, names, decimals and supplies as often as in real exports (48, 44, 58 and 19 %). One record in 25
/// repeats an earlier address at another block, or at the same block with other content.
///
/// **Hostile** forms, all of them valid: names and symbols with commas, quotes, LF, CR, CRLF, emoji, right-to-left and zero-width
/// characters, NUL, invalid UTF-8, 1 to 8 KB of text, `\.`, `\N`, `NULL`, spaces around; `""` for an empty text; mixed-case
/// hex, leading zeros, quoted numbers; decimals up to 255, 10^18 and 76 digits; timestamps without zone, with fraction, offset,
/// in RFC 3339 and in Unix seconds; transfers without sender or receiver; blank lines, which are not records.
///
/// **Bad records**, each fault in turn: numbers that are negative, `1e18`, `18.67`, 2^256, blank where required, in hex, with a
/// sign, spaces, a thousands separator, full-width digits or a NUL; `log_index` 2^31; `block_number` 2^63; addresses and hashes
/// that are short, blank, without `0x`, or not hex; dates that do not exist; a field too few or too many; a lone `\.` or
/// `NULL`. Then exact duplicates (in other spelling where hostile), and transfers that have the key of an earlier one and another
/// value. No transfer is doubled or contradicted twice, so that the counts hold for every order of loading.
package enum SampleGenerator {
    /// The longest valid record, in bytes without its line end; see ``SampleOptions/oversizedRecord``.
    package static let recordLimit = 1 << 20

    /// Writes both files, replacing existing ones, in constant memory.
    ///
    /// - Parameters:
    ///   - directory: An existing folder.
    ///   - progress: Called about once per megabyte with the number of records written so far to the file of that kind.
    /// - Returns: The files with their sizes and the expected counts of a load: tokens first.
    package static func write(
        _ options: SampleOptions, to directory: String, progress: (SampleKind, Int) -> Void = { _, _ in }
    ) throws(SampleError) -> [SampleFile] {
        try check(options)
        if options.format == .stream { return try writeStream(options, to: directory, progress) }
        var tokens = TokenRecords(options)
        var transfers = TransferRecords(options)
        return [
            try write(.tokens, options.tokens, options, to: directory, progress) { buffer, file in
                tokens.appendNext(to: &buffer, count: &file)
            },
            try write(.tokenTransfers, options.transfers, options, to: directory, progress) { buffer, file in
                transfers.appendNext(to: &buffer, count: &file)
            },
        ]
    }

    private static func write(
        _ kind: SampleKind, _ records: Int, _ options: SampleOptions, to directory: String,
        _ progress: (SampleKind, Int) -> Void, appendNext: (inout RecordBuffer, inout SampleFile) -> Void
    ) throws(SampleError) -> SampleFile {
        var file = SampleFile(path: "\(directory)/\(kind.fileName(options.format))", kind: kind)
        var writer = try SampleFileWriter(path: file.path)
        let layout = RecordLayout(options, of: kind)
        if options.format == .parquet {
            var table = ParquetText(columns: layout.columns.map { layout.name(of: $0) })
            try writeTable(&table, &writer, &file, records, progress, appendNext: appendNext)
            return file
        }
        layout.appendHeader(to: &writer.buffer)
        for _ in 0..<records {
            appendNext(&writer.buffer, &file)
            if try writer.flushIfFull() { progress(kind, file.records) }
        }
        try writer.flush()
        file.bytes = writer.bytesWritten
        progress(kind, file.records)
        return file
    }

    private static func writeTable(
        _ table: inout ParquetText, _ writer: inout SampleFileWriter, _ file: inout SampleFile, _ records: Int,
        _ progress: (SampleKind, Int) -> Void, appendNext: (inout RecordBuffer, inout SampleFile) -> Void
    ) throws(SampleError) {
        var record = RecordBuffer(capacity: 1 << 10)
        writer.buffer.append(ParquetText.magic)
        for number in 1...max(1, records) where records > 0 {
            record.removeAll()
            appendNext(&record, &file)
            table.add(record.bytes)
            guard table.isGroupFull || number == records else { continue }
            try writer.flush()
            writer.buffer.append(table.endGroup(at: writer.bytesWritten))
            progress(file.kind, file.records)
        }
        writer.buffer.append(table.footer())
        try writer.flush()
        file.bytes = writer.bytesWritten
        progress(file.kind, file.records)
    }

    /// Writes both kinds to one file: the tokens spread evenly among the transfers, and a block before every 140 items.
    private static func writeStream(
        _ options: SampleOptions, to directory: String, _ progress: (SampleKind, Int) -> Void
    ) throws(SampleError) -> [SampleFile] {
        let path = "\(directory)/\(SampleKind.tokens.fileName(options.format))"
        var files = [SampleFile(path: path, kind: .tokens), SampleFile(path: path, kind: .tokenTransfers)]
        var writer = try SampleFileWriter(path: path)
        var tokens = TokenRecords(options)
        var transfers = TransferRecords(options)
        let total = options.tokens + options.transfers
        for item in 0..<total {
            if item % 140 == 0 { transfers.layout.appendBlock(number: Block.first + item / 140, to: &writer.buffer) }
            if (item + 1) * options.tokens / total > files[0].records {
                tokens.appendNext(to: &writer.buffer, count: &files[0])
            } else {
                transfers.appendNext(to: &writer.buffer, count: &files[1])
            }
            if try writer.flushIfFull() { for file in files { progress(file.kind, file.records) } }
        }
        try writer.flush()
        for index in files.indices {
            files[index].bytes = writer.bytesWritten
            progress(files[index].kind, files[index].records)
        }
        return files
    }

    private static func check(_ options: SampleOptions) throws(SampleError) {
        guard options.transfers >= 0, options.tokens >= 0 else {
            throw SampleError(
                code: .invalidOptions,
                description:
                    "A sample of \(options.transfers) transfers and \(options.tokens) tokens cannot be written: "
                    + "use counts of 0 or more.")
        }
        guard options.format != .parquet || !options.oversizedRecord else {
            throw SampleError(
                code: .invalidOptions, description: "A row of Parquet has no exact size: use another format.")
        }
        guard options.badTransferInterval >= 4, options.badTokenInterval >= 4 else {
            throw SampleError(
                code: .invalidOptions,
                description: "At most one record in four can be bad: use intervals of 4 or more "
                    + "(they are \(options.badTransferInterval) and \(options.badTokenInterval)).")
        }
    }
}
