/// What becomes of a delivery. Decided here and nowhere else.
package enum Disposition: Sendable {
    /// Done: the broker may forget it.
    case ack
    /// It stays in hand, and is handled again after a pause.
    case retry(StageError)
    /// It goes to the dead-letter queue with its reason, and is acked once it is there.
    case deadLetter(StageError)
    /// The broker may hand it to somebody else.
    case giveBack

    /// Decides by whose fault it is.
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
