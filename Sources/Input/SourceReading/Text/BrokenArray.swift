internal import Formats
internal import SourceDescriptions

/// A place in a JSON array behind which no element can be found.
package struct BrokenArray: Sendable, Hashable {
    /// The fault as text.
    private let what: String
    /// Where the fault is, in a compressed file behind a member's start.
    private let position: SourcePosition
    private let line: UInt64
    private let isCompressed: Bool
    /// Whether it is in an element, and not between two.
    private let isInElement: Bool
    /// The number of the element that starts at the fault or behind it; nil if unknown.
    private var element: UInt64?

    /// - Parameters:
    ///   - start: where the record starts at which the fault was found.
    ///   - line: the line of the fault.
    init(_ fault: RecordFault, from start: SourcePosition, line: UInt64, isCompressed: Bool) {
        self.line = line
        what = "\(fault.what)"
        self.isCompressed = isCompressed
        let distance = UInt64(fault.distance)
        position =
            isCompressed
            ? SourcePosition(stored: start.stored, skipped: start.skipped + distance)
            : SourcePosition(stored: start.stored + distance, skipped: 0)
        isInElement = fault.isInRecord
    }

    /// The same with the number of the record that could not be read.
    func numbered(_ record: UInt64) -> Self {
        var broken = self
        broken.element = record
        return broken
    }
}

extension BrokenArray: CustomStringConvertible {
    /// The place and the fault.
    package var description: String {
        "the JSON array is broken \(elementWords)in line \(line), at \(offset): \(what)"
    }

    private var elementWords: String {
        guard let element else { return "" }
        if isInElement { return "in element \(element), " }
        return element > 1 ? "after element \(element - 1), " : "before its first element, "
    }

    private var offset: String {
        guard isCompressed else { return "byte \(position.stored)" }
        return "byte \(position.skipped) of the text" + (position.stored == 0 ? "" : " from byte \(position.stored) on")
    }
}

extension SourceError {
    /// The error with the number of the record at which it was found, where it can name it.
    package func numbered(_ record: UInt64) -> Self {
        guard case .brokenArray(let broken) = reason else { return self }
        return SourceError(path, .brokenArray(broken.numbered(record)))
    }
}
