/// Follows the strings and brackets of JSON, to find where a value ends. It checks no more than that takes.
///
/// A quote too many, or one too few, turns what follows inside out: brackets become text, and text brackets. So the
/// reader also notices where a token follows another that it cannot follow (`isDoubtful`).
struct JSONNesting {
    /// Why the reader stopped.
    enum Stop {
        /// The text ends.
        case endOfText
        /// The outermost container is closed, right before the position.
        case closed
        /// Outside of all containers, a comma or a closing bracket is at the position.
        case delimiter
        /// At the position is a bracket that closes no container, or the wrong one, or one too many is opened.
        case mismatch
    }

    /// How many containers may be open at a time: bounds the memory.
    static let depthLimit = 1 << 16

    private static let quote = UInt8(ascii: "\"")
    private static let start: UInt8 = 0
    private static let scalar = UInt8(ascii: "0")

    /// The brackets that close the open containers, outermost first.
    private var open: [UInt8] = []
    private var isInString = false
    /// The first byte of the token before the position; of a string or scalar, a stand-in.
    private var previous = Self.start
    /// Whether the order of tokens is wrong somewhere. Then the text is not JSON, and its quotes may mislead.
    private(set) var isDoubtful = false
    /// Whether an array has been opened.
    private(set) var hasArray = false

    /// Starts with a value.
    init() {}

    /// Starts behind a value of an object.
    static var inObject: Self {
        var nesting = Self()
        nesting.open = [UInt8(ascii: "}")]
        nesting.previous = UInt8(ascii: "]")
        return nesting
    }

    /// Reads on from a position, and moves it. After the end of the text, call it again with more text.
    mutating func scan(_ text: RawSpan, from position: inout Int) -> Stop {
        while position < text.byteCount {
            if isInString {
                guard leaveString(text, &position) else { return .endOfText }
                continue
            }
            let byte = text.byte(at: position)
            switch byte {
            case Self.quote:
                noteDoubt(unless: canStartValue || previous == UInt8(ascii: "{") || previous == UInt8(ascii: ","))
                isInString = true
            case _ where byte.isJSONBlank: break
            case UInt8(ascii: ","):
                if open.isEmpty { return .delimiter }
                previous = byte
            case UInt8(ascii: ":"): previous = byte
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard push(byte) else { return .mismatch }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if open.isEmpty, byte == UInt8(ascii: "]") { return .delimiter }
                guard open.popLast() == byte else { return .mismatch }
                previous = byte
                if open.isEmpty {
                    position += 1
                    return .closed
                }
            default:
                noteDoubt(unless: canStartValue || previous == Self.scalar)
                previous = Self.scalar
                // Digits mostly follow one another.
                while position + 1 < text.byteCount, text.byte(at: position + 1) &- UInt8(ascii: "0") < 10 {
                    position += 1
                }
            }
            position += 1
        }
        return .endOfText
    }
}

extension JSONNesting {
    /// Whether a value may start at the position.
    private var canStartValue: Bool {
        switch previous {
        case Self.start, UInt8(ascii: ":"), UInt8(ascii: "["): true
        case UInt8(ascii: ","): open.last == UInt8(ascii: "]")
        default: false
        }
    }

    @inline(__always)
    private mutating func noteDoubt(unless isRight: Bool) {
        if !isRight { isDoubtful = true }
    }

    /// Opens a container; false when it must not be opened.
    private mutating func push(_ byte: UInt8) -> Bool {
        guard !open.isEmpty || previous == Self.start, open.count < Self.depthLimit else { return false }
        noteDoubt(unless: canStartValue)
        if byte == UInt8(ascii: "[") { hasArray = true }
        open.append(byte == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: "}"))
        previous = byte
        return true
    }

    /// Moves past the end of a string; false when that is not in the text.
    @inline(__always)
    private mutating func leaveString(_ text: RawSpan, _ position: inout Int) -> Bool {
        while true {
            position = text.nextSpecial(from: position)
            guard position < text.byteCount else { return false }
            switch text.byte(at: position) {
            case Self.quote:
                isInString = false
                previous = Self.quote
                position += 1
                return true
            case UInt8(ascii: "\\"):
                guard position + 1 < text.byteCount else { return false }
                position += 2
            default:
                // A control character: JSON has it in no string.
                isDoubtful = true
                position += 1
            }
        }
    }
}
