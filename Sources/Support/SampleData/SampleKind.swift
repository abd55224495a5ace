/// The kind of a file's records; the raw value is its name in queues and tables.
package enum SampleKind: String, Sendable {
    case tokens
    case tokenTransfers = "token_transfers"

    func fileName(_ format: SampleFormat) -> String {
        format == .stream ? "stream.ndjson" : "\(rawValue).\(format.fileExtension)"
    }
}
