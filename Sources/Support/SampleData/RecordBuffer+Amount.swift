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
