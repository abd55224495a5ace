/// What a publisher has done since it was made, and what is under way.
package struct PublisherStatistics: Sendable, Hashable {
    /// Messages the broker has stored.
    package internal(set) var confirmed = 0
    /// Refusals by a full queue; each is published again.
    package internal(set) var nacked = 0
    /// Messages for which there was no queue.
    package internal(set) var returned = 0
    /// Connections lost.
    package internal(set) var reconnects = 0
    /// Messages sent and not confirmed.
    package internal(set) var unconfirmed = 0
    /// Messages not sent yet: no connection, the window is full, or a queue is.
    package internal(set) var waiting = 0
}
