/// What the records of a file are; the raw value is the kind's name in queues and tables.
package enum SampleKind: String, Sendable {
    case tokens
    case tokenTransfers = "token_transfers"

    func fileName(_ format: SampleFormat) -> String {
        format == .stream ? "stream.ndjson" : "\(rawValue).\(format.fileExtension)"
    }
}
