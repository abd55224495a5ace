/// Token contracts of a test chain, and how they answer calls.
package struct TestContracts: Sendable {
    /// How a call ends.
    package enum Outcome: Sendable, Equatable {
        /// Hex digits.
        case returned(String)
        case reverted
        /// The contract uses up the gas, and leaves none to those that Multicall3 calls after it.
        case exhausted
    }

    /// The outcomes of each contract by the selector; what is not there is reverted. Addresses and selectors are hex digits.
    package var functions: [String: [String: Outcome]] = [:]
    /// Whether the chain has Multicall3.
    package var hasMulticall = true

    package static let multicall = "ca11bde05977b3631167028862be2a173976ca11"

    package init() {}

    /// How a call ends: what is no contract returns nothing.
    package func call(_ address: String, _ data: String) -> Outcome {
        if address == Self.multicall, hasMulticall { return aggregate(data) }
        guard let functions = functions[address] else { return .returned("") }
        return functions[String(data.prefix(8))] ?? .reverted
    }

    /// What `aggregate3` of Multicall3 returns.
    private func aggregate(_ data: String) -> Outcome {
        guard data.hasPrefix("82ad56cb"), Self.number(data, 8) == 32 else { return .reverted }
        let (count, first) = (Self.number(data, 72), 136)
        var isExhausted = false
        var results: [String] = []
        for number in 0..<count {
            let place = first + 2 * Self.number(data, first + number * 64)
            let bytes = place + 2 * Self.number(data, place + 128)
            let start = data.index(data.startIndex, offsetBy: bytes + 64)
            let end = data.index(start, offsetBy: 2 * Self.number(data, bytes))
            let address = String(data.dropFirst(place + 24).prefix(40))
            let outcome = isExhausted ? .exhausted : call(address, String(data[start..<end]))
            if outcome == .exhausted { isExhausted = true }
            if case .returned(let text) = outcome {
                results.append(Self.word(1) + Self.word(64) + Self.bytes(text))
            } else {
                results.append(Self.word(0) + Self.word(64) + Self.bytes(""))
            }
        }
        var (text, place) = (Self.word(32) + Self.word(count), count * 32)
        for result in results {
            text += Self.word(place)
            place += result.count / 2
        }
        return .returned(text + results.joined())
    }

    // MARK: Encoding

    /// A number as a word.
    package static func word(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 64 - digits.count) + digits
    }

    /// A text as a `string`.
    package static func string(_ text: String) -> String { word(32) + bytes(hex(text)) }

    /// A text as a `bytes32`.
    package static func bytes32(_ text: String) -> String { padded(hex(text)) }

    package static func hex(_ text: String) -> String {
        text.utf8.map { String($0 / 16, radix: 16) + String($0 % 16, radix: 16) }.joined()
    }

    private static func bytes(_ digits: String) -> String { word(digits.count / 2) + padded(digits) }

    private static func padded(_ digits: String) -> String {
        digits + String(repeating: "0", count: (64 - digits.count % 64) % 64)
    }

    private static func number(_ data: String, _ place: Int) -> Int {
        Int(data.dropFirst(place).prefix(64), radix: 16) ?? .max
    }
}

extension TestContracts {
    /// A contract that answers in the usual way.
    package static func usual(_ symbol: String, _ name: String, decimals: Int, supply: String) -> [String: Outcome] {
        [
            "95d89b41": .returned(string(symbol)), "06fdde03": .returned(string(name)),
            "313ce567": .returned(word(decimals)), "18160ddd": .returned(supply),
        ]
    }
}
