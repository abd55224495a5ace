/// Finds the elements of a JSON array, wherever its line ends are.
///
/// What the scanner expects at a place follows from the byte there, so that reading can resume at any record, and ends at
/// the same damage again. An object's `next` is its closing brace; that of any other element is the delimiter behind it.
/// What is between two elements is an empty record, which is none.
package struct JSONArrayScanner: RecordScanner {
    private enum Place {
        /// Not known before the first byte.
        case undecided
        /// In front of the array.
        case opening
        /// Behind the array's bracket, in front of its first element or its end.
        case first
        /// Behind an element, in front of a comma or the array's end.
        case delimiter
        /// Behind a comma.
        case next
        case element
        /// Behind the array, in the object that encloses it.
        case envelope
        /// Behind everything.
        case end
    }

    private enum Step {
        case goOn
        case found(RecordEnd)
        case needsText
        case broken(StaticString, isInRecord: Bool)
    }

    package static var recordsAreLines: Bool { false }

    package private(set) var position = 0
    package private(set) var fault: RecordFault?
    private let opening: Int
    private let isEnveloped: Bool
    private var isAtStart: Bool
    private var recordStart = 0
    private var place = Place.undecided
    private var isObject = false
    private var nesting = JSONNesting()

    /// - Parameters:
    ///   - opening: the bytes in front of the first element, up to the array's bracket.
    ///   - isAtStart: whether the text begins with them; otherwise it begins with an element.
    package init(_ opening: JSONArrayOpening, isAtStart: Bool) {
        self.opening = opening.byteCount
        isEnveloped = opening.isEnveloped
        self.isAtStart = isAtStart
    }

    package mutating func begin(at offset: Int) {
        position = offset
        recordStart = offset
        place = isAtStart ? .opening : .undecided
        isAtStart = false
    }

    package mutating func shift(by distance: Int) {
        position -= distance
        recordStart -= distance
    }

    package mutating func scan(_ text: [UInt8], count: Int, isComplete: Bool) -> RecordEnd? {
        let text = text.span.bytes.extracting(0..<count)
        while fault == nil {
            switch step(text) {
            case .goOn: continue
            case .found(let end): return end
            case .broken(let what, let isInRecord): note(what, isInRecord: isInRecord)
            case .needsText:
                guard isComplete else { return nil }
                if place == .end { return RecordEnd(end: blankEnd, next: count) }
                if place == .element, nesting.isDoubtful {
                    position = recordStart
                    note(Self.swallows, isInRecord: true)
                } else {
                    note("the file ends before the array does", isInRecord: place == .element)
                }
            }
        }
        return nil
    }

    /// The end of a record without content. The start is in front of the text if the caller has cut it.
    private var blankEnd: Int { max(recordStart, 0) }

    private mutating func note(_ what: StaticString, isInRecord: Bool) {
        fault = RecordFault(what: what, distance: position - recordStart, isInRecord: isInRecord)
    }
}

extension JSONArrayScanner {
    private mutating func step(_ text: RawSpan) -> Step {
        switch place {
        case .undecided: decide(text)
        case .opening: open(text)
        case .first, .next: start(text)
        case .delimiter: delimit(text)
        case .element: readElement(text)
        case .envelope: leaveEnvelope(text)
        case .end: nextByte(text) == nil ? .needsText : .broken("there is more behind its end", isInRecord: false)
        }
    }

    private mutating func decide(_ text: RawSpan) -> Step {
        guard position < text.byteCount else { return .needsText }
        let byte = text.byte(at: position)
        switch byte {
        case UInt8(ascii: "}"): place = .delimiter
        case UInt8(ascii: ","): place = .next
        case UInt8(ascii: "]"):
            place = isEnveloped ? .envelope : .end
            nesting = .inObject
        default:
            place = .element
            isObject = byte == UInt8(ascii: "{")
            nesting = JSONNesting()
            return .goOn
        }
        position += 1
        return .goOn
    }

    private mutating func open(_ text: RawSpan) -> Step {
        guard recordStart + opening <= text.byteCount else { return .needsText }
        position = recordStart + opening
        place = .first
        return .goOn
    }

    /// Goes to where an element starts, or the array ends that has none.
    private mutating func start(_ text: RawSpan) -> Step {
        guard let byte = nextByte(text) else { return .needsText }
        let isEmpty = byte == UInt8(ascii: "]") && place == .first
        guard isEmpty || ![UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(byte) else {
            return .broken("an element is missing", isInRecord: false)
        }
        return .found(RecordEnd(end: blankEnd, next: position))
    }

    private mutating func delimit(_ text: RawSpan) -> Step {
        guard let byte = nextByte(text) else { return .needsText }
        switch byte {
        case UInt8(ascii: ","):
            position += 1
            place = .next
            return .goOn
        case UInt8(ascii: "]"): return .found(RecordEnd(end: blankEnd, next: position))
        default: return .broken("a comma or the array's end is missing", isInRecord: false)
        }
    }

    private mutating func leaveEnvelope(_ text: RawSpan) -> Step {
        switch nesting.scan(text, from: &position) {
        case .endOfText: return .needsText
        case .closed where !nesting.hasArray && !nesting.isDoubtful:
            place = .end
            return .goOn
        case .closed: return .broken("another array follows, or what is no JSON", isInRecord: false)
        case .delimiter, .mismatch: return .broken("the brackets behind it do not match", isInRecord: false)
        }
    }

    /// The next byte that is not blank, at the position; nil at the end of the text.
    private mutating func nextByte(_ text: RawSpan) -> UInt8? {
        while position < text.byteCount {
            let byte = text.byte(at: position)
            guard byte.isJSONBlank else { return byte }
            position += 1
        }
        return nil
    }
}

// MARK: - Elements

extension JSONArrayScanner {
    private mutating func readElement(_ text: RawSpan) -> Step {
        while true {
            let stop = nesting.scan(text, from: &position)
            if nesting.isDoubtful, position - recordStart > Self.certainLimit { return swallowed() }
            switch stop {
            case .endOfText: return .needsText
            case .mismatch: return .broken("its brackets do not match", isInRecord: true)
            case .closed where !isObject: continue
            case .closed: return end(text, at: position, next: position - 1)
            case .delimiter: return end(text, at: trimmedEnd(text), next: position)
            }
        }
    }

    /// The bytes of an element within which a wrong order of tokens is only its own fault. Not more than a reader keeps
    /// of an element.
    private static var certainLimit: Int { 1 << 20 }

    private mutating func end(_ text: RawSpan, at end: Int, next: Int) -> Step {
        if nesting.isDoubtful, Self.holdsElements(text.extracting(max(recordStart, 0)..<end)) { return swallowed() }
        return .found(RecordEnd(end: end, next: next))
    }

    private static let swallows: StaticString =
        "a quote or a bracket is missing or one too many, so that its end is unknown"

    private mutating func swallowed() -> Step {
        position = recordStart
        return .broken(Self.swallows, isInRecord: true)
    }

    private func trimmedEnd(_ text: RawSpan) -> Int {
        var end = position
        while end > blankEnd, text.byte(at: end - 1).isJSONBlank { end -= 1 }
        return end
    }

    /// Whether a text holds the end of an object, a comma and the start of another, as it is between elements.
    private static func holdsElements(_ text: RawSpan) -> Bool {
        let pattern = [UInt8(ascii: "}"), UInt8(ascii: ","), UInt8(ascii: "{")]
        var matched = 0
        for offset in 0..<text.byteCount {
            let byte = text.byte(at: offset)
            if byte.isJSONBlank { continue }
            matched = byte == pattern[matched] ? matched + 1 : byte == pattern[0] ? 1 : 0
            if matched == pattern.count { return true }
        }
        return false
    }
}
