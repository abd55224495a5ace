import DisplayText

/// A text of HTML, written from its beginning to its end.
///
/// Only literals of the program are markup. Everything else is escaped byte by byte, after ``Swift/String/printable``: a character that joins
/// others, such as a combining mark, does not hide the one before it.
package struct HTML: Sendable {
    /// The text as UTF-8.
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// Writes markup.
    package mutating func markup(_ literal: StaticString) {
        literal.withUTF8Buffer { bytes += $0 }
    }

    /// Writes what was written elsewhere.
    package mutating func part(_ other: HTML) { bytes += other.bytes }

    /// Writes a text. It cannot become markup, and no character of it changes the direction of others.
    package mutating func text(_ text: String) {
        escape(text.printable)
    }

    /// Writes a text of several lines.
    package mutating func lines(_ text: String) {
        escape(text.printableLines)
    }

    /// Writes a text that a file, a message or a user has: apart from its neighbours in direction, and cut if it is long.
    ///
    /// - Parameter limit: the most bytes of UTF-8 to write.
    package mutating func foreign(_ text: String, limit: Int = 400) {
        let cut = text.cut(toBytes: limit)
        element("bdi") { html in
            html.escape(cut.printable)
            if cut.utf8.count < text.utf8.count { html.markup("…") }
        }
    }

    /// Writes an element.
    package mutating func element(_ name: StaticString, _ attributes: Attribute..., content: (inout HTML) -> Void) {
        open(name, attributes)
        content(&self)
        close(name)
    }

    /// Writes an element with a text.
    package mutating func element(_ name: StaticString, _ attributes: Attribute..., text: String) {
        open(name, attributes)
        self.text(text)
        close(name)
    }

    /// Writes an element that has no content by its nature.
    package mutating func empty(_ name: StaticString, _ attributes: Attribute...) {
        open(name, attributes)
    }

    /// The same with a list of attributes.
    package mutating func empty(_ name: StaticString, _ attributes: [Attribute]) {
        open(name, attributes)
    }

    private mutating func open(_ name: StaticString, _ attributes: [Attribute]) {
        markup("<")
        markup(name)
        for attribute in attributes {
            markup(" ")
            markup(attribute.name)
            guard let value = attribute.value else { continue }
            markup("=\"")
            escape(value)
            markup("\"")
        }
        markup(">")
    }

    private mutating func close(_ name: StaticString) {
        markup("</")
        markup(name)
        markup(">")
    }

    private mutating func escape(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): markup("&amp;")
            case UInt8(ascii: "<"): markup("&lt;")
            case UInt8(ascii: ">"): markup("&gt;")
            case UInt8(ascii: "\""): markup("&quot;")
            case UInt8(ascii: "'"): markup("&#39;")
            default: bytes.append(byte)
            }
        }
    }
}

/// An attribute of an element.
package struct Attribute: Sendable {
    let name: StaticString
    /// Nil for one without a value.
    let value: String?

    private init(_ name: StaticString, _ value: String?) {
        self.name = name
        self.value = value
    }

    /// An attribute with a text, of which no character is a control character.
    package static func named(_ name: StaticString, _ value: String) -> Attribute {
        Attribute(name, value.printable)
    }

    /// An attribute without a value.
    package static func flag(_ name: StaticString) -> Attribute { Attribute(name, nil) }

    package static func `class`(_ names: StaticString) -> Attribute { Attribute("class", "\(names)") }

    package static func id(_ id: StaticString) -> Attribute { Attribute("id", "\(id)") }

    /// A link within the console.
    package static func href(_ link: PageLink) -> Attribute { Attribute("href", link.text) }

    /// A link to elsewhere.
    package static func href(_ link: ForeignLink) -> Attribute { Attribute("href", link.text) }
}

/// A link to a page of elsewhere, as a setting has it: of http or https, so that no browser runs it.
package struct ForeignLink: Sendable, Hashable {
    package let text: String

    /// Checks a link; nil for one of another scheme, without a host, or with a character that has no place in one.
    package init?(_ text: String) {
        guard text.wholeMatch(of: /(?i:https?):\/\/[A-Za-z0-9.:\[\]_-]+(?:[\/?#][!-~]*)?/) != nil else { return nil }
        self.text = text
    }
}

/// A link to a page of the same origin: a path of the program, and parameters of any text.
package struct PageLink: Sendable, Hashable {
    package let text: String

    /// - Parameters:
    ///   - path: begins with a slash.
    ///   - last: the last part of the path.
    ///   - parameters: those of the query; nil values are left out.
    package init(_ path: StaticString, last: String? = nil, _ parameters: [(StaticString, String?)] = []) {
        var text = "\(path)" + (last.map(Self.encoded) ?? "")
        var separator = "?"
        for (name, value) in parameters {
            guard let value else { continue }
            text += "\(separator)\(name)=\(Self.encoded(value))"
            separator = "&"
        }
        self.text = text
    }

    /// A text as a part of a path or a query (RFC 3986, section 2.3).
    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += byte < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }
}
