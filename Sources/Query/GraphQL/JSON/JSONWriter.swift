/// Writes JSON text as UTF-8, without white space.
///
/// The caller writes members and values in order; the writer adds the commas.
package struct JSONWriter: Sendable {
    /// The text so far.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// A writer of an empty text.
    package init() {}

    /// Begins an object; members follow.
    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    /// Ends an object.
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    /// Begins an array; values follow.
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    /// Ends an array.
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Writes the name of a member; its value follows.
    package mutating func name(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes null.
    package mutating func null() { literal("null") }
    /// Writes true or false.
    package mutating func boolean(_ value: Bool) { literal(value ? "true" : "false") }
    /// Writes a whole number.
    package mutating func integer(_ value: Int) { literal(String(value)) }
    /// Writes a number that is text already.
    package mutating func number(_ text: String) { literal(text) }

    /// Writes a string, with escapes where JSON demands them.
    package mutating func string(_ string: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        for byte in string.utf8 { escape(byte) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a string, or null.
    package mutating func string(_ string: String?) {
        if let string { self.string(string) } else { null() }
    }

    /// Writes a value with everything in it; the depth of the recursion is that of the value.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .boolean(let value): boolean(value)
        case .number(let text): number(text)
        case .string(let text): string(text)
        case .array(let values):
            beginArray()
            for value in values { self.value(value) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                name(member.name)
                self.value(member.value)
            }
            endObject()
        }
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func literal(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): bytes.append(contentsOf: "\\\"".utf8)
        case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
        case 0x0A: bytes.append(contentsOf: "\\n".utf8)
        case 0x0D: bytes.append(contentsOf: "\\r".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        case 0..<0x20:
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(contentsOf: (byte < 0x10 ? "0" : "").utf8)
            bytes.append(contentsOf: String(byte, radix: 16).utf8)
        default: bytes.append(byte)
        }
    }
}
