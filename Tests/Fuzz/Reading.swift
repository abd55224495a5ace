import Conversion
import ETLModels
import Foundation
import SourceDescriptions
import SourceReading

/// The output of the stages for a file or a message, all in one process, and the memory that they take.
package struct Reading: CustomStringConvertible {
    private var records = 0
    private var rejects = 0
    private var failure = "none"
    private var peak = 0

    /// Reads a source to its end, or to the first error, as the extractor does; the other stages then read each batch.
    package init(source path: String) throws {
        do {
            let source = try SourceDescription.inspect(path: path, kindIsGiven: true)
            _ = try SourceCheck.verify(path: path, source: source)
            let limits = BatchLimits(records: 4000)
            var reader = try SourceReader(path: path, source: source, limits: limits)
            var builder = RawBatchBuilder(kind: .tokens, layout: source.layout, limits: limits)
            while let cut = try reader.nextBatch(into: &builder) {
                let batch = builder.finish(
                    id: Batches.id, firstRecord: 1, sourceBytes: cut.sourceBytes, isLast: cut.isLast)
                try transform(batch)
            }
        } catch let error as SourceError {
            failure = "\(error)"
        } catch let error as WireError {
            failure = error.name
        }
        peak = try ProcessMemory.peak()
    }

    /// Reads a message of either content.
    package init(batch path: String) throws {
        let message = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        do throws(WireError) {
            let isRaw = HeaderFields(message.span.bytes).content == BatchHeader.Content.raw.rawValue
            if isRaw { try transform(message) } else { try read(message) }
        } catch {
            failure = error.name
        }
        peak = try ProcessMemory.peak()
    }

    private mutating func transform(_ batch: [UInt8]) throws(WireError) {
        try read(try BatchTransformer.transform(batch.span.bytes).1)
    }

    private mutating func read(_ message: [UInt8]) throws(WireError) {
        let batch = try RecordBatch(message.span.bytes)
        var count = 0
        switch batch.header.kind {
        case .tokens: try batch.forEachRecord(as: Token.self) { _ in count += 1 }
        case .tokenTransfers: try batch.forEachRecord(as: TokenTransfer.self) { _ in count += 1 }
        }
        records += count
        rejects += try batch.rejects().count
    }

    package var description: String { "\(records) \(rejects) \(peak) \(failure)" }
}
