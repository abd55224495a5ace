import Bus
import ETLModels
import RabbitMQ

/// The id of a dead letter for operators: 16 hex digits computed from the letter alone.
///
/// Identical letters share an id, and every operation applies to all of them: in the console to as many as a preview has shown.
package struct LetterID: Sendable, Hashable, Comparable {
    let value: UInt64

    init(value: UInt64) {
        self.value = value
    }

    /// The id of a letter in a dead-letter queue; uses the size of a body that was not kept.
    init(_ message: BrowsedMessage, stage: Stage) {
        self.init(stage, message.id, message.headers, message.body, message.bodyBytes)
    }

    /// The id that a message will have in the dead-letter queue of a stage.
    init(_ message: Message, stage: Stage) {
        let body = message.largeBody == nil ? message.body : nil
        self.init(stage, message.id, message.headers, body, message.bodyBytes)
    }

    /// The XXH64 over stage, message id, own headers and body; of an oversized body, its size. Excludes the headers of the
    /// broker, which each visit changes.
    private init(
        _ stage: Stage, _ messageID: String, _ headers: [String: HeaderValue], _ body: [UInt8]?, _ bytes: Int
    ) {
        var writer = WireWriter(capacity: 1024)
        writer.append(shortText: stage.rawValue)
        writer.append(shortText: messageID)
        for (name, value) in headers.filter({ $0.key.hasPrefix("etl-") }).sorted(by: { $0.key < $1.key }) {
            writer.append(shortText: name)
            switch value {
            case .string(let text): writer.append(shortText: text)
            case .integer(let number): writer.append(number)
            }
        }
        if body == nil { writer.append(Int64(bytes)) }
        let seed = Checksum.xxh64(writer.bytes)
        value = body.map { Checksum.xxh64($0.span.bytes, seed: seed) } ?? seed
    }

    package static func < (left: LetterID, right: LetterID) -> Bool { left.value < right.value }
}

extension LetterID: CustomStringConvertible {
    package var description: String { Hex.digits(value, 16) }
}

extension BrowsedMessage {
    /// The headers that token-etl writes.
    var ownHeaders: [String: HeaderValue] { headers.filter { $0.key.hasPrefix("etl-") } }

    func text(_ header: String) -> String? {
        guard case .string(let text) = headers[header] else { return nil }
        return text
    }

    /// A plausible count: any publisher may have set the number, and sums of counts must not overflow.
    func count(_ header: String) -> Int? {
        guard case .integer(let number) = headers[header] else { return nil }
        return Int(min(max(0, number), Int64(Int32.max)))
    }

    /// The sequence of a batch; nil beyond the range of the ledger.
    func sequence(_ header: String) -> Int? { number(header, in: 0...Int64(Int32.max)) }

    /// A time in Unix seconds; nil before 1970 and after the year 9999, where RFC 3339 ends.
    func moment(_ header: String) -> Int? { number(header, in: 0...253_402_300_799) }

    private func number(_ header: String, in range: ClosedRange<Int64>) -> Int? {
        guard case .integer(let number) = headers[header], range.contains(number) else { return nil }
        return Int(number)
    }
}
