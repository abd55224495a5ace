package import Logging
package import ServiceSettings

extension Settings {
    /// A logger to standard error.
    ///
    /// - Parameter format: the default if none is set; nil chooses by the type of standard error.
    package func logger(label: String, format: LogFormat? = nil) throws(SettingsError) -> Logger {
        let set = try logFormat()
        let format = set ?? format ?? .automatic(isTerminal: StandardError.isTerminal)
        var logger = Logger(label: label) { LineLogHandler(label: $0, format: format) }
        guard let text = string(.logLevel) ?? string("etl.log.level") else { return logger }
        guard let level = Logger.Level(rawValue: text.lowercased()) else {
            let names = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingsError("LOG_LEVEL is “\(text)”, but must be one of \(names)")
        }
        logger.logLevel = level
        return logger
    }

    /// The configured format; nil if the destination decides.
    package func logFormat() throws(SettingsError) -> LogFormat? {
        guard let text = string(.logFormat) ?? string("etl.log.format") else { return nil }
        if text.lowercased() == LogFormat.automatic { return nil }
        guard let format = LogFormat(rawValue: text.lowercased()) else {
            throw SettingsError("LOG_FORMAT is “\(text)”, but must be one of \(LogFormat.names)")
        }
        return format
    }
}
