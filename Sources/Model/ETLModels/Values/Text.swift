/// Text that PostgreSQL can store: valid UTF-8 without NUL characters, never empty.
public struct Text: Hashable, Sendable {
    /// The text itself.
    public let string: String

    /// Takes a valid text; the caller knows that it is not empty and contains no NUL.
    @inlinable
    init(valid string: String) {
        self.string = string
    }
}

extension Text: FieldValue {
    /// Takes any bytes: NUL characters are removed and invalid UTF-8 becomes U+FFFD, which sets `repaired`.
    ///
    /// - Throws: ``RejectReason/missing`` if the result is empty.
    @inlinable
    public static func parse(_ text: RawSpan, repaired: inout Bool) throws(RejectReason) -> Text {
        let (string, changed) = TextRepair.repair(text)
        if changed { repaired = true }
        guard !string.isEmpty else { throw .missing }
        return Text(valid: string)
    }

    /// Reads a length (four bytes) and as many bytes of UTF-8, at least one.
    @inlinable
    public init(from reader: inout WireReader) throws(WireError) {
        let count = Int(try reader.integer(UInt32.self))
        string = TextRepair.repair(try reader.bytes(count)).string
        guard !string.isEmpty else { throw .malformed("a text is empty") }
    }

    /// Nil: text has no fixed width.
    @inlinable public static var wireWidth: Int? { nil }
    /// An empty text, which never reaches a sink.
    @inlinable public static var absent: Text { Text(valid: "") }

    /// Appends the length (four bytes) and the bytes.
    @inlinable
    public func write(to writer: inout WireWriter) {
        var string = string
        string.withUTF8 { utf8 in
            writer.append(UInt32(truncatingIfNeeded: utf8.count))
            writer.append(contentsOf: utf8.span.bytes)
        }
    }

    /// Passes the text to the sink.
    @inlinable
    public func put<Sink: ValueSink & ~Copyable>(into sink: inout Sink) {
        sink.put(self)
    }
}

/// Makes any bytes storable as PostgreSQL `text`.
public enum TextRepair {
    /// Removes NUL characters and replaces each maximal invalid UTF-8 sequence by U+FFFD (Unicode, section 3.9).
    ///
    /// - Returns: the text, and whether it differs from the bytes.
    public static func repair(_ bytes: RawSpan) -> (string: String, changed: Bool) {
        bytes.withUnsafeBytes { buffer in
            if !buffer.contains(0), let string = String(validating: buffer, as: UTF8.self) { return (string, false) }
            // Decoding comes first: the bytes on both sides of a NUL must not join into a new character.
            let decoded = String(decoding: buffer, as: UTF8.self).unicodeScalars
            return (String(decoded.filter { $0.value != 0 }), true)
        }
    }
}
