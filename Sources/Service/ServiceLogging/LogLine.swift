import DisplayText
import Logging

/// A log event as one line, whatever it contains.
struct LogLine: Sendable {
    let moment: LogMoment
    let level: Logger.Level
    /// The logger's label: the service.
    let label: String
    /// The module that logged the event.
    let module: String
    let message: String
    /// Sorted by key, so that lines of one kind look alike.
    let metadata: [(key: String, value: Logger.MetadataValue)]

    init(
        at moment: LogMoment, level: Logger.Level, label: String, module: String, message: String,
        metadata: Logger.Metadata
    ) {
        self.moment = moment
        self.level = level
        self.label = label
        self.module = module
        self.message = message
        self.metadata = metadata.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The line for people, without its end.
    var text: String {
        let fields = metadata.map { " \($0.key.printable)=\("\($0.value)".shortened.printable)" }.joined()
        return "\(moment.local) \(level) \(label.printable):\(fields) [\(module)] \(message.shortened.printable)"
    }

    func written(as format: LogFormat) -> String {
        switch format {
        case .text: text
        case .json: json
        }
    }
}
