internal import ETLModels

/// A contract that calls others, of each of which it says whether it succeeded: Multicall3, which most chains have at the
/// same address.
enum Multicall {
    /// Its address.
    static let address = "ca11bde05977b3631167028862be2a173976ca11"

    /// `aggregate3((address,bool,bytes)[])`
    private static let selector = "82ad56cb"
    /// The words of a call: address, whether it may fail, where its data begin, their length, and the data.
    private static let callWords = 5

    /// The data of a request that calls contracts, as hex digits.
    ///
    /// - Parameter calls: the addresses as hex digits, and functions.
    static func data(_ calls: [(address: String, function: TokenFunction)]) -> String {
        var text = selector + word(ABIData.wordBytes) + word(calls.count)
        for number in calls.indices { text += word((calls.count + number * callWords) * ABIData.wordBytes) }
        for (address, function) in calls {
            text += String(repeating: "0", count: 24) + address + word(1) + word(3 * ABIData.wordBytes)
            text += word(4) + function.digits + String(repeating: "0", count: 56)
        }
        return text
    }

    /// Reads what the contract returns.
    ///
    /// - Returns: what each call returned, nil for one that failed; nil if the data are none of so many calls, because another
    ///   contract is at the address, or none.
    static func results(_ data: [UInt8], of count: Int) -> [[UInt8]?]? {
        guard let array = ABIData.offset(data, at: 0), ABIData.offset(data, at: array) == count else { return nil }
        let first = array + ABIData.wordBytes
        var results: [[UInt8]?] = []
        for number in 0..<count {
            guard let place = ABIData.offset(data, at: first + number * ABIData.wordBytes).map({ first + $0 }),
                let success = ABIData.offset(data, at: place), success <= 1,
                let begin = ABIData.offset(data, at: place + ABIData.wordBytes).map({ place + $0 }),
                let length = ABIData.offset(data, at: begin), begin + ABIData.wordBytes + length <= data.count
            else { return nil }
            let start = begin + ABIData.wordBytes
            results.append(success == 1 ? Array(data[start..<start + length]) : nil)
        }
        return results
    }

    private static func word(_ number: Int) -> String { Hex.digits(number, 64) }
}

extension TokenFunction {
    /// The selector as hex digits.
    var digits: String { Hex.digits(selector, 8) }
}
