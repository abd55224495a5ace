/// Splits an answer of JSON-RPC, or an object in one, into its members as it arrives, and the list under one of them into its
/// elements, so that no answer is held in memory as a whole.
///
/// Members may be in any order. The text must be one JSON object (RFC 8259), as far as strings and brackets tell.
struct AnswerParser {
    private enum State {
        case start, key, inKey, colon, value, inValue, afterValue, element, inElement, afterElement, end
    }

    /// The member whose list is split; nil for none.
    private let list: String?
    /// Whether parts of elements are handed on as they arrive, instead of whole elements.
    private let isPiecewise: Bool
    /// The members that are kept; nil for all.
    private let kept: [String]?
    private var state = State.start
    private var buffer: [UInt8] = []
    /// Where the next byte is looked at.
    private var position = 0
    /// Where the key, value or element begins that is being read.
    private var tokenStart = 0
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var key = ""
    /// The values of the members, without that of a list that was split.
    private(set) var members: [String: [UInt8]] = [:]
    /// Whether the member was a list, whose elements were taken.
    private(set) var hasSplitResult = false

    init(splitsResult: Bool) {
        self.init(splitting: splitsResult ? "result" : nil)
    }

    /// - Parameters:
    ///   - list: the member whose list is split; nil for none.
    ///   - isPiecewise: whether parts of elements are handed on as they arrive.
    ///   - kept: the members that are kept; nil for all. Of others, it is not known whether they are there twice.
    init(splitting list: String?, isPiecewise: Bool = false, keeping kept: [String]? = nil) {
        self.list = list
        self.isPiecewise = isPiecewise
        self.kept = kept
    }

    /// Starts anew with another object; the memory stays.
    mutating func restart() {
        buffer.removeAll(keepingCapacity: true)
        members.removeAll(keepingCapacity: true)
        (position, tokenStart, state, hasSplitResult, isBehindComma) = (0, 0, .start, false, false)
    }

    /// Whether the object is complete.
    var isComplete: Bool { state == .end }

    /// Reads the element that bytes begin with, and returns its length; nil if they may not hold all of it, or it is wrong. Bytes behind it
    /// do not matter.
    typealias ElementReader = (RawSpan) -> Int?

    /// Takes the next bytes.
    ///
    /// - Parameters:
    ///   - reader: reads most elements without a search for their ends before.
    ///   - onElement: called with each other element of the list, or with its parts.
    mutating func take(
        _ bytes: ArraySlice<UInt8>, reader: ElementReader? = nil, _ onElement: (RawSpan) throws(AnswerFault) -> Void
    ) throws(AnswerFault) {
        try take(bytes.span.bytes, reader: reader, onElement)
    }

    /// Takes the next bytes.
    mutating func take(
        _ bytes: RawSpan, reader: ElementReader? = nil, _ onElement: (RawSpan) throws(AnswerFault) -> Void
    ) throws(AnswerFault) {
        if isHolding {
            buffer.removeFirst(tokenStart)
            position -= tokenStart
        } else {
            buffer.removeFirst(position)
            position = 0
        }
        tokenStart = 0
        guard buffer.count <= NodeLimits.valueBytes else { throw .tooLarge }
        bytes.withUnsafeBytes { buffer.append(contentsOf: $0) }
        while position < buffer.count { try step(reader, onElement) }
    }

    /// Whether the bytes from the start of a token on are needed.
    private var isHolding: Bool { state == .inKey || state == .inValue || state == .inElement }

    private mutating func step(
        _ reader: ElementReader?, _ onElement: (RawSpan) throws(AnswerFault) -> Void
    ) throws(AnswerFault) {
        switch state {
        case .inKey: try readKey()
        case .inValue: try readValue()
        case .inElement:
            if position == tokenStart, let length = reader?(buffer.span.bytes.extracting(droppingFirst: position)) {
                position += length
                tokenStart = position
                state = .afterElement
                return
            }
            let isWhole = skipContainer()
            guard isWhole || isPiecewise else { return }
            try onElement(buffer.span.bytes.extracting(tokenStart..<position))
            tokenStart = position
            if isWhole { state = .afterElement }
        default:
            let byte = buffer[position]
            if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
                position += 1
            } else {
                try take(byte)
            }
        }
    }

    /// Takes a byte between tokens, or the first of one.
    private mutating func take(_ byte: UInt8) throws(AnswerFault) {
        switch (state, byte) {
        case (.start, UInt8(ascii: "{")): state = .key
        case (.key, UInt8(ascii: "\"")): begin(.inKey)
        case (.key, UInt8(ascii: "}")) where members.isEmpty && !hasSplitResult: state = .end
        case (.colon, UInt8(ascii: ":")): state = .value
        case (.value, UInt8(ascii: "[")) where key == list && !hasSplitResult:
            hasSplitResult = true
            state = .element
        case (.value, _):
            begin(.inValue)
            return
        case (.afterValue, UInt8(ascii: ",")): state = .key
        case (.afterValue, UInt8(ascii: "}")): state = .end
        case (.element, UInt8(ascii: "{")), (.element, UInt8(ascii: "[")):
            begin(.inElement)
            return
        case (.element, UInt8(ascii: "]")) where !isBehindComma: state = .afterValue
        case (.afterElement, UInt8(ascii: ",")):
            isBehindComma = true
            state = .element
        case (.afterElement, UInt8(ascii: "]")):
            isBehindComma = false
            state = .afterValue
        default: throw .malformed("it is no JSON object")
        }
        position += 1
    }

    private var isBehindComma = false

    private mutating func begin(_ next: State) {
        tokenStart = position
        (depth, isInString, isEscaped) = (0, false, false)
        state = next
    }

    private mutating func readKey() throws(AnswerFault) {
        while position < buffer.count {
            let byte = buffer[position]
            position += 1
            guard byte == UInt8(ascii: "\"") else { continue }
            key = String(decoding: buffer[tokenStart + 1..<position - 1], as: UTF8.self)
            guard members[key] == nil, key != list || !hasSplitResult else {
                throw .malformed("a member is there twice")
            }
            state = .colon
            return
        }
    }

    private mutating func readValue() throws(AnswerFault) {
        switch buffer[tokenStart] {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""):
            guard skipContainer() else { return }
        default:
            while position < buffer.count, !Self.endsScalar(buffer[position]) { position += 1 }
            guard position < buffer.count else { return }
            guard position > tokenStart else { throw .malformed("a value is missing") }
        }
        if kept?.contains(key) ?? true { members[key] = Array(buffer[tokenStart..<position]) }
        state = .afterValue
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") || byte <= 0x20
    }

    /// Moves past a string or container; false if it does not end within the bytes.
    private mutating func skipContainer() -> Bool {
        // Copies, because every byte passes here.
        var (place, depth, isInString, isEscaped) = (position, depth, isInString, isEscaped)
        defer { (position, self.depth, self.isInString, self.isEscaped) = (place, depth, isInString, isEscaped) }
        return buffer.withUnsafeBytes { bytes in
            while place < bytes.count {
                let byte = bytes[place]
                place += 1
                if isInString {
                    if !isEscaped, !TextScan.endsPlain(byte) {
                        place = TextScan.plainEnd(bytes, from: place)
                        continue
                    }
                    if isEscaped {
                        isEscaped = false
                    } else if byte == UInt8(ascii: "\\") {
                        // The byte behind it may not be there yet.
                        isEscaped = true
                    } else if byte == UInt8(ascii: "\"") {
                        isInString = false
                        if depth == 0 { return true }
                    }
                    continue
                }
                switch byte {
                case UInt8(ascii: "\""): isInString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    if depth <= 0 { return true }
                default: break
                }
            }
            return false
        }
    }
}

/// Why an answer cannot be used.
enum AnswerFault: Error, Hashable {
    /// It is not what the protocol says; the fault.
    case malformed(String)
    /// It has more bytes or logs than are taken at once.
    case tooLarge
}
