/// What a queue holds, as the broker answers a passive declare.
package struct QueueDepth: Sendable, Hashable {
    /// Messages that can be delivered; those under way at consumers are not counted.
    package let ready: Int
    package let consumers: Int
}
