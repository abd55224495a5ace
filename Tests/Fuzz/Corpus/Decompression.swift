import Compression

/// The text of compressed data, and the error at its end.
struct Decompression<Decoder: MemberDecoder & ~Copyable>: CustomStringConvertible {
    private(set) var text: [UInt8] = []
    private(set) var failure: String?
    /// Whether the text continues: a bomb could be ten thousand times as large as its input, and is not read to its
    /// end.
    private(set) var isCut = false

    init(_ bytes: [UInt8], inputPiece: Int, outputPiece: Int) throws {
        let limit = 1 << 20
        do throws(DecompressionError) {
            try read(bytes, inputPiece: inputPiece, outputPiece: outputPiece, limit: limit)
        } catch {
            failure = error.name
        }
        try expect(failure != Self.standstill, "nothing is read and nothing written")
        isCut = text.count >= limit
        if isCut { (text, failure) = (Array(text.prefix(limit)), nil) }
    }

    private static var standstill: String { "it stands still" }

    private mutating func read(
        _ bytes: [UInt8], inputPiece: Int, outputPiece: Int, limit: Int
    ) throws(DecompressionError) {
        var output = [UInt8](repeating: 0, count: outputPiece)
        var decompressor = try Decompressor<Decoder>()
        var position = 0
        var rests = 0
        var isDone = false
        while !isDone, text.count < limit {
            let range = position..<min(bytes.count, position + inputPiece)
            let step = try decompressor.decompress(bytes, range, into: &output, 0..<outputPiece)
            text += output[0..<step.produced]
            position += step.consumed
            isDone = range.isEmpty && step.produced == 0
            rests = step.consumed + step.produced > 0 ? 0 : rests + 1
            guard rests < 3 else { break }
        }
        if rests == 3 { failure = Self.standstill }
        if isDone { try decompressor.finish() }
    }

    /// Whether both results agree, except for the amount of text before damage.
    func agrees(with other: Self) -> Bool {
        guard failure == other.failure, isCut == other.isCut else { return false }
        if failure != "corrupt" { return text == other.text }
        return text.starts(with: other.text) || other.text.starts(with: text)
    }

    /// The text without a byte order mark.
    var line: [UInt8] { text.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(text.dropFirst(3)) : text }

    var description: String { "\(text.count) bytes (\(failure ?? "whole"))" }
}
