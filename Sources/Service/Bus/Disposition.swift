/// The fate of a delivery; only this type decides it.
package enum Disposition: Sendable {
    /// The delivery is done; the service acks it.
    case ack
    /// The service keeps the delivery, and retries after a pause.
    case retry(StageError)
    /// The service publishes it to the dead-letter queue with its reason, and acks it once that is confirmed.
    case deadLetter(StageError)
    /// The service returns it, and the broker redelivers it.
    case giveBack

    /// Decides by the error's fault.
    package init(_ outcome: Result<Void, StageError>) {
        switch outcome {
        case .success: self = .ack
        case .failure(let error):
            switch error.fault {
            case .batch: self = .deadLetter(error)
            case .infrastructure, .configuration: self = .retry(error)
            case .interrupted: self = .giveBack
            }
        }
    }
}
