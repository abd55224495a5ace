/// How long is waited, and how often tried again.
package struct Patience: Sendable {
    /// For a connection, TLS included.
    var connecting = Duration.seconds(15)
    /// For an answer, and then for each further part of it.
    var stall = Duration.seconds(30)
    /// Attempts in a row of which none yields a byte.
    var attempts = 8
    /// Between the first two of them; doubled each time.
    var firstPause = Duration.milliseconds(500)
    /// The longest between two; what a server asks for counts up to twice as much.
    var longestPause = Duration.seconds(30)
    /// For what is still awaited when the process is told to stop.
    var afterStop = Duration.seconds(5)

    /// Of a service: a server may be away for a minute or two.
    package static let ofService = Patience()
    /// Of a person who waits for an answer.
    package static let ofPerson = Patience(attempts: 3)
}
