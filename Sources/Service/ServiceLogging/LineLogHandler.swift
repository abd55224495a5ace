package import Logging

/// Writes one line per event, in the configured format.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel = Logger.Level.info
    package let format: LogFormat
    private let label: String
    private let write: @Sendable (String) -> Void

    /// - Parameter write: receives a line with its end, on any thread; standard error by default.
    package init(
        label: String, format: LogFormat, write: @escaping @Sendable (String) -> Void = { StandardError.write($0) }
    ) {
        self.label = label
        self.format = format
        self.write = write
    }

    package func log(event: LogEvent) {
        var fields = event.metadata ?? [:]
        if !metadata.isEmpty { fields.merge(metadata) { own, _ in own } }
        if let error = event.error { fields[LogKey.error] = "\(error)" }
        let line = LogLine(
            at: .now, level: event.level, label: label, module: event.source, message: "\(event.message)",
            metadata: fields)
        write(line.written(as: format) + "\n")
    }

    package subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
}
