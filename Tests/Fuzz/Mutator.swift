import TestData

/// Damages bytes like transport, editors and attackers, with the building blocks of the format.
struct Mutator {
    /// The building blocks of the target's inputs: names, separators, limits.
    let words: [[UInt8]]
    /// The maximum size of an input.
    var limit = 16 << 10

    /// Damages a seed up to six times, with pieces of `other`.
    func mutate(_ seed: [UInt8], with other: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = seed
        // Few changes are the rule: an input with many mostly fails at a reader's first check.
        for _ in 0..<(1 << Int.random(in: 0...2, using: &random)) + Int.random(in: 0...2, using: &random) {
            change(&bytes, other, &random)
        }
        return bytes.count > limit ? Array(bytes.prefix(limit)) : bytes
    }

    private func change(_ bytes: inout [UInt8], _ other: [UInt8], _ random: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.removeSubrange(piece(of: bytes, at: place, &random))
        case 3: bytes.removeSubrange(place...)
        case 4: bytes.insert(contentsOf: bytes[piece(of: bytes, at: place, &random)], at: place)
        case 5: splice(other, into: &bytes, at: place, &random)
        case 6: overwrite(&bytes, with: Self.number(&random), at: place)
        case 7: repeatByte(&bytes, at: place, &random)
        case 8: overwrite(&bytes, with: words.randomElement(using: &random) ?? [], at: place)
        default: bytes.insert(contentsOf: words.randomElement(using: &random) ?? [0], at: place)
        }
    }

    private func piece(of bytes: [UInt8], at place: Int, _ random: inout SeededGenerator) -> Range<Int> {
        let most = Bool.random(using: &random) ? 8 : 300
        return place..<min(bytes.count, place + Int.random(in: 0...most, using: &random))
    }

    private func splice(
        _ other: [UInt8], into bytes: inout [UInt8], at place: Int, _ random: inout SeededGenerator
    ) {
        let source = piece(of: other, at: Int.random(in: 0...other.count, using: &random), &random)
        let target = Bool.random(using: &random) ? place..<place : piece(of: bytes, at: place, &random)
        bytes.replaceSubrange(target, with: other[source])
    }

    private func overwrite(_ bytes: inout [UInt8], with word: [UInt8], at place: Int) {
        bytes.replaceSubrange(place..<min(bytes.count, place + word.count), with: word)
    }

    private func repeatByte(_ bytes: inout [UInt8], at place: Int, _ random: inout SeededGenerator) {
        let byte = place < bytes.count ? bytes[place] : 0x22
        let count = Int.random(in: 0...(Int.random(in: 0..<20, using: &random) == 0 ? 5000 : 40), using: &random)
        bytes.insert(contentsOf: repeatElement(byte, count: count), at: place)
    }

    /// A number at or next to a limit, in one to eight bytes, big-endian or LEB128.
    private static func number(_ random: inout SeededGenerator) -> [UInt8] {
        let ends: [UInt64] = [
            0, 1, 2, 3, 7, 8, 63, 64, 127, 128, 255, 256, 1024, 65_535, 100_000, 100_001, 1 << 20, 1 << 21,
            (1 << 21) + 1, 1 << 31, 1 << 32, 1 << 35, 1 << 63, .max,
        ]
        let number = (ends.randomElement(using: &random) ?? 0) &- UInt64.random(in: 0...2, using: &random)
        let size = [1, 2, 4, 8].randomElement(using: &random) ?? 1
        if Bool.random(using: &random) {
            return (0..<size).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * (size - 1 - $0))) }
        }
        return (0..<size).map { UInt8(truncatingIfNeeded: number >> UInt64(7 * $0)) | ($0 < size - 1 ? 0x80 : 0) }
    }
}
