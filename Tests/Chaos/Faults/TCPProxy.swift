import Dispatch

/// Stands between a client and a server on 127.0.0.1 and breaks what it forwards, in the ways that a network does.
///
/// It listens on a free port and forwards to the first upstream port that accepts, so it also stands in for a load
/// balancer in front of a cluster. All of its sockets belong to one thread. Of each connection it holds at most 64 KiB
/// per direction. It ends with its last reference, better by ``close()``.
package final class TCPProxy: Sendable {
    /// Where bytes go.
    package enum Direction: Sendable, Hashable, CaseIterable {
        case toServer
        case toClient
    }

    /// What happens to a client that connects, and to what is under way.
    package enum Mode: Sendable, Hashable {
        /// All is passed on.
        case forwarding
        /// New connections are refused, as by a machine on which nothing listens; those that are there go on.
        case refusing
        /// New connections are accepted and lead nowhere, and nothing more is passed on over any.
        case stalled
    }

    /// The port to connect to, on 127.0.0.1.
    package let port: UInt16
    private let control: Control

    /// Starts to forward to the first of `upstreams`, ports on 127.0.0.1, that accepts.
    ///
    /// - Throws: when the system has no socket left.
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

    /// Forwards connections that are made from now on to the first of these ports that accepts.
    package func setUpstreams(_ ports: [UInt16]) async {
        await control.perform { $0.upstreams = ports }
    }

    /// Changes what happens from now on; returns when it does.
    package func setMode(_ mode: Mode) async {
        await control.perform { $0.setMode(mode) }
    }

    /// Resets all connections at once, both ends (RST); returns how many there were.
    @discardableResult
    package func cutAll() async -> Int {
        let cut = Answer(0)
        await control.perform { cut.value = $0.cutAll() }
        return cut.value
    }

    /// Resets the first connection over which so many bytes go in a direction from now on, right after the last of them,
    /// and returns when that has happened.
    ///
    /// Connections that are already there count from here, new ones from their start. One cut is awaited at a time: the
    /// next call takes the place of the one before.
    /// - Returns: false when the proxy was closed, the task cancelled, or another cut took its place before it happened.
    package func cut(after bytes: Int, _ direction: Direction) async -> Bool {
        let cut = PlannedCut(bytes: bytes, direction: direction)
        return await withTaskCancellationHandler {
            await control.perform { $0.plan(cut) }
            return await cut.outcome()
        } onCancel: {
            cut.settle(false)
        }
    }

    /// Takes back the cut that has not happened.
    package func cancelCut() async {
        await control.perform { $0.cancelCut() }
    }

    /// Whether a cut is ordered that has not happened.
    func hasPlannedCut() async -> Bool {
        let answer = Answer(false)
        await control.perform { answer.value = $0.hasPlannedCut }
        return answer.value
    }

    /// The connections that are open now, and what was forwarded in all.
    package func statistics() async -> Statistics {
        let answer = Answer(Statistics())
        await control.perform { answer.value = $0.statistics }
        return answer.value
    }

    /// Resets all connections, stops listening, and returns when every descriptor is closed.
    package func close() async {
        control.requestEnd()
        await control.waitForEnd()
    }

    package struct Statistics: Sendable, Hashable {
        package var open = 0
        /// All that were accepted.
        package var accepted = 0
        package var bytesToServer = 0
        package var bytesToClient = 0
        /// Those that the proxy itself has reset.
        package var cut = 0
    }

    /// Why there is no proxy.
    package struct Failure: Error, CustomStringConvertible {
        let what: String
        let errno: Int32
        package var description: String { "Cannot \(what) for a proxy on 127.0.0.1 (error \(errno))." }
    }
}
