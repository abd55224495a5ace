/// The fate of a delivery; only this type decides it.
package enum Disposition: Sendable {
    /// The delivery is done; the service acks it.
    case ack
    /// The service keeps the delivery, and retries after a pause.
    case retry(StageError)
    /// The service publishes it to the dead-letter queue with its reason, and acks it once that is confirmed.
    case deadLetter(StageError)
    /// The service publishes it to the waiting queue, and acks it once that is confirmed. The broker returns it later.
    case wait(StageError)
    /// The service returns it, and the broker redelivers it.
    case giveBack

    /// Decides by the error's fault.
    ///
    /// - Parameter waited: the time for which the source has been unavailable; nil if this is the first failure.
    package init(_ outcome: Result<Void, StageError>, waited: Duration? = nil) {
        switch outcome {
        case .success: self = .ack
        case .failure(let error):
            switch error.fault {
            case .batch: self = .deadLetter(error)
            case .infrastructure, .configuration: self = .retry(error)
            case .turn: self = .wait(error)
            case .source:
                guard let waited, waited > Stage.waitingPatience else {
                    self = .wait(error)
                    return
                }
                self = .deadLetter(
                    StageError(
                        .batch, reason: "source-unavailable",
                        "\(error.description) (for \(waited.components.seconds / 3600) hours)"))
            case .interrupted: self = .giveBack
            }
        }
    }
}
