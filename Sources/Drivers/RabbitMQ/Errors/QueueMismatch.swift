/// The broker's text about a queue that exists with other arguments, parsed.
///
/// The text is "inequivalent arg 'A' for queue 'Q' in vhost 'V': received W but current is P", cut off at 255 bytes.
struct QueueMismatch: Equatable {
    let argument: String?
    let queue: String?
    let wanted: String?
    let present: String?

    init(text: String) {
        argument = Self.quoted(in: text, after: "arg ")
        queue = Self.quoted(in: text, after: "for queue ")
        wanted = Self.value(in: text, after: "received ")
        present = Self.value(in: text, after: "current is ")
    }

    func message(endpoint: String, text: String) -> String {
        guard let argument, let queue, let wanted, let present else {
            return
                """
                a queue on \(endpoint) does not match the settings (\(text)): \
                change the setting back, or drain and delete the queue
                """
        }
        return """
            queue \(queue) on \(endpoint) was created with \(argument) \(Self.shown(present)), \
            but the settings require \(Self.shown(wanted)): change the setting back, or drain the queue \
            and delete it (rabbitmqctl delete_queue \(queue)) to recreate it
            """
    }

    private static func shown(_ value: String) -> String { value.isEmpty ? "\"\"" : value }

    private static func quoted(in text: String, after marker: String) -> String? {
        guard let tail = tail(of: text, after: marker), tail.first == "'" else { return nil }
        let inner = tail.dropFirst()
        guard let end = inner.firstIndex(of: "'") else { return nil }
        return String(inner[..<end])
    }

    /// The value is bare ("none"), quoted ("'quorum'"), or quoted after "the value" and before its type.
    private static func value(in text: String, after marker: String) -> String? {
        guard let tail = tail(of: text, after: marker) else { return nil }
        if tail.hasPrefix("none") { return "none" }
        return quoted(in: text, after: marker) ?? quoted(in: String(tail), after: "the value ")
    }

    private static func tail(of text: String, after marker: String) -> Substring? {
        var rest = text[...]
        while !rest.isEmpty {
            if rest.hasPrefix(marker) { return rest.dropFirst(marker.count) }
            rest = rest.dropFirst()
        }
        return nil
    }
}
