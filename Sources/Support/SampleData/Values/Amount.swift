/// An unsigned number of up to 78 digits, as a recipe for its digits.
enum Amount: Equatable {
    case word(UInt64)

    /// The number followed by zeros: a round amount of a token with that many decimals.
    case round(UInt64, zeros: Int)

    /// Random digits: 20 to 77 of any kind, or 78 that begin with `10`, below 2^256.
    case digits(Int, seed: UInt64)

    /// 2^256−1, which a contract returns for "without limit".
    case max

    static let maxDigits: StaticString =
        "115792089237316195423570985008687907853269984665640564039457584007913129639935"

    /// The value of a transfer: ids of NFTs, amounts with 6 and 18 decimals, zero, and amounts that need all 256 bits.
    static func transferred(_ random: inout SampleRandom) -> Amount {
        switch random.below(10_000) {
        case 0..<24: .word(0)
        case 24..<29: .max
        case 29..<35: .digits(78, seed: random.next())
        case 35..<60: .digits(77, seed: random.next())
        case 60..<2_900: .word(random.below(10_000))
        case 2_900..<5_600: .word(random.below(power(6 + random.below(7))))
        case 5_600..<8_200: .word(random.below(power(14 + random.below(6))))
        case 8_200..<9_200: .round(1 + random.below(5_000), zeros: 18)
        default: .digits(20 + random.below(10), seed: random.next())
        }
    }

    /// The total supply of a token.
    static func supply(_ random: inout SampleRandom) -> Amount {
        switch random.below(100) {
        case 0: .max
        case 1: .digits(78, seed: random.next())
        case 2: .digits(40 + random.below(38), seed: random.next())
        case 3..<10: .word(0)
        case 10..<40: .word(1 + random.below(20_000))
        case 40..<80: .round(1 + random.below(1_000_000_000), zeros: 18)
        default: .digits(20 + random.below(10), seed: random.next())
        }
    }

    private static func power(_ exponent: Int) -> UInt64 {
        (0..<exponent).reduce(1) { product, _ in product &* 10 }
    }
}

extension RecordBuffer {
    /// Appends an amount in decimal.
    mutating func append(_ amount: Amount) {
        switch amount {
        case .word(let number):
            append(decimal: number)
        case .round(let number, let zeros):
            append(decimal: number)
            append(repeatElement(UInt8(ascii: "0"), count: zeros))
        case .digits(let count, let seed):
            append(digits: count, seed: seed)
        case .max:
            append(Amount.maxDigits)
        }
    }

    private mutating func append(digits count: Int, seed: UInt64) {
        let first: StaticString = count == 78 ? "10" : "7"
        append(first)
        var missing = count - first.utf8CodeUnitCount
        var place: UInt64 = 0
        while missing > 0 {
            let width = min(missing, 16)
            let bound = (0..<width).reduce(1 as UInt64) { product, _ in product * 10 }
            append(decimal: SampleRandom.mix(seed, place) % bound, width: width)
            missing -= width
            place += 1
        }
    }
}
