import Dispatch

/// Forwards between a client and a server on 127.0.0.1, and injects the faults of a network.
///
/// It listens on a free port and forwards to the first upstream port that accepts. So it also serves as a load balancer
/// for a cluster. One thread owns all of its sockets. For each connection, it buffers at most 64 KiB per direction. It
/// ends with its last reference, or better by ``close()``.
package final class TCPProxy: Sendable {
    /// The direction of bytes.
    package enum Direction: Sendable, Hashable, CaseIterable {
        case toServer
        case toClient
    }

    /// The treatment of new and existing connections.
    package enum Mode: Sendable, Hashable {
        /// The proxy forwards everything.
        case forwarding
        /// The proxy refuses new connections, like a machine without a listening port; existing ones continue.
        case refusing
        /// The proxy accepts new connections, but forwards no bytes over any connection.
        case stalled
    }

    /// The port to connect to, on 127.0.0.1.
    package let port: UInt16
    private let control: Control

    /// Starts to forward to the first of `upstreams`, ports on 127.0.0.1, that accepts.
    ///
    /// - Throws: if the system has no socket left.
    package init(upstreams: [UInt16]) throws(Failure) {
        let listener = try Listener()
        let control = try Control(upstreams: upstreams, listener: listener)
        port = listener.port
        self.control = control
        // A queue of its own gets a thread of its own.
        let queue = DispatchQueue(label: "tcp-proxy \(listener.port)")
        queue.async {
            Loop.run(control)
            control.didEnd()
        }
    }

    deinit { control.requestEnd() }

    /// Forwards new connections to the first of these ports that accepts.
    package func setUpstreams(_ ports: [UInt16]) async {
        await control.perform { $0.upstreams = ports }
    }

    /// Changes the mode; returns when it is in effect.
    package func setMode(_ mode: Mode) async {
        await control.perform { $0.setMode(mode) }
    }

    /// Resets all connections at once, on both sides (RST); returns their number.
    @discardableResult
    package func cutAll() async -> Int {
        let cut = Answer(0)
        await control.perform { cut.value = $0.cutAll() }
        return cut.value
    }

    /// Resets the first connection over which `bytes` bytes have gone in a direction, right after the last of them, and
    /// returns afterwards.
    ///
    /// The count starts now for existing connections, and at the beginning for new ones. The proxy awaits one cut at a
    /// time: the next call replaces the previous one.
    ///
    /// - Returns: false if the proxy was closed, the task cancelled, or the cut replaced before it happened.
    package func cut(after bytes: Int, _ direction: Direction) async -> Bool {
        let cut = PlannedCut(bytes: bytes, direction: direction)
        return await withTaskCancellationHandler {
            await control.perform { $0.plan(cut) }
            return await cut.outcome()
        } onCancel: {
            cut.settle(false)
        }
    }

    /// Cancels the planned cut.
    package func cancelCut() async {
        await control.perform { $0.cancelCut() }
    }

    /// Whether a cut is planned.
    func hasPlannedCut() async -> Bool {
        let answer = Answer(false)
        await control.perform { answer.value = $0.hasPlannedCut }
        return answer.value
    }

    /// The number of open connections, and the totals of the proxy.
    package func statistics() async -> Statistics {
        let answer = Answer(Statistics())
        await control.perform { answer.value = $0.statistics }
        return answer.value
    }

    /// Resets all connections, stops listening, and returns after every descriptor is closed.
    package func close() async {
        control.requestEnd()
        await control.waitForEnd()
    }

    package struct Statistics: Sendable, Hashable {
        package var open = 0
        /// All accepted connections.
        package var accepted = 0
        package var bytesToServer = 0
        package var bytesToClient = 0
        /// The connections that the proxy itself has reset.
        package var cut = 0
    }

    /// The reason for which the proxy could not start.
    package struct Failure: Error, CustomStringConvertible {
        let what: String
        let errno: Int32
        package var description: String { "Cannot \(what) for a proxy on 127.0.0.1 (error \(errno))." }
    }
}
