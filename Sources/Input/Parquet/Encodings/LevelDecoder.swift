/// Decodes which values of a page are present: definition levels of 0 and 1. Source: README.md, “Nulls”.
struct LevelDecoder {
    private var form: Form

    private enum Form {
        case required
        case hybrid(HybridDecoder)
        /// The deprecated form, from the highest bit of each byte on.
        case bitPacked(UnsafeRawPointer, bit: Int)
    }

    /// All values are present.
    static var required: LevelDecoder { LevelDecoder(form: .required) }

    static func hybrid(_ bytes: PageBytes) -> LevelDecoder {
        LevelDecoder(form: .hybrid(HybridDecoder(bytes, width: 1)))
    }

    /// - Parameter start: has a bit for each value.
    static func bitPacked(_ start: UnsafeRawPointer) -> LevelDecoder { LevelDecoder(form: .bitPacked(start, bit: 0)) }

    /// Decodes levels: 1 if a value is present, otherwise 0.
    ///
    /// - Returns: the number of present values.
    mutating func decode(
        _ count: Int, into levels: UnsafeMutablePointer<UInt8>, _ words: UnsafeMutablePointer<UInt32>
    ) throws(ParquetError) -> Int {
        switch form {
        case .required:
            levels.update(repeating: 1, count: count)
            return count
        case .hybrid(var decoder):
            defer { form = .hybrid(decoder) }
            return try Self.decode(count, &decoder, into: levels, words)
        case .bitPacked(let start, let bit):
            var present = 0
            for index in 0..<count {
                let place = bit + index
                let level = start.load(fromByteOffset: place >> 3, as: UInt8.self) >> UInt8(7 - place & 7) & 1
                levels[index] = level
                present += Int(level)
            }
            form = .bitPacked(start, bit: bit + count)
            return present
        }
    }

    private static func decode(
        _ count: Int, _ decoder: inout HybridDecoder, into levels: UnsafeMutablePointer<UInt8>,
        _ words: UnsafeMutablePointer<UInt32>
    ) throws(ParquetError) -> Int {
        var (decoded, present) = (0, 0)
        while decoded < count {
            switch try decoder.next(count - decoded, into: words) {
            case .repeated(let level, let run):
                (levels + decoded).update(repeating: UInt8(truncatingIfNeeded: level), count: run)
                present += Int(level) * run
                decoded += run
            case .unpacked(let run):
                for index in 0..<run {
                    levels[decoded + index] = UInt8(truncatingIfNeeded: words[index])
                    present &+= Int(words[index])
                }
                decoded += run
            }
        }
        return present
    }
}
