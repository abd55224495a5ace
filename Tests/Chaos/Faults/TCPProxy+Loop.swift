import Glibc

extension TCPProxy {
    /// The work of the proxy's thread: waits for sockets and for orders, and owns all open sockets.
    struct Loop {
        var upstreams: [UInt16]
        private var listener: Listener
        private let control: Control
        private var mode = Mode.forwarding
        private var connections: [Connection] = []
        private var planned: PlannedCut?
        private(set) var totals = Statistics()

        /// Returns after an order to end, with every connection and the port closed.
        static func run(_ control: Control) {
            if var loop = Loop(control) { loop.run() }
        }

        /// Becomes the only owner of the port: a second reference would keep it open while the proxy refuses clients.
        private init?(_ control: Control) {
            guard let listener = control.takeListener() else { return nil }
            self.listener = listener
            self.control = control
            upstreams = control.firstUpstreams
        }

        private mutating func run() {
            while !control.takeOrders(&self) {
                waitForSockets()
                acceptClients()
                if mode != .stalled { forward() }
            }
            cutAll()
            cancelCut()
        }

        var statistics: Statistics {
            var statistics = totals
            statistics.open = connections.count
            return statistics
        }

        mutating func setMode(_ mode: Mode) {
            self.mode = mode
            if mode == .refusing {
                listener.refuse()
            } else {
                // The port is bound, so this fails only without descriptors; clients see the proxy refuse.
                try? listener.listen()
            }
        }

        @discardableResult
        mutating func cutAll() -> Int {
            let count = connections.count
            connections.forEach { $0.resetOnClose() }
            connections = []
            totals.cut += count
            return count
        }

        mutating func cancelCut() {
            planned?.settle(false)
            planned = nil
        }

        mutating func plan(_ cut: PlannedCut) {
            cancelCut()
            planned = cut
            connections.forEach { $0.startCounting() }
        }

        var hasPlannedCut: Bool { planned?.isSettled == false }

        private func waitForSockets() {
            var polls = [
                pollfd(fd: control.wakeup, events: Int16(POLLIN), revents: 0),
                pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            if mode != .stalled { polls += connections.flatMap(\.polls) }
            poll(&polls, nfds_t(polls.count), -1)
        }

        private mutating func acceptClients() {
            while let client = listener.accept() {
                connections.append(Connection(client: client))
                totals.accepted += 1
            }
        }

        private mutating func forward() {
            let current = connections
            connections = []
            for connection in current {
                guard connection.isConnected || connection.connect(to: upstreams), pass(connection) else {
                    connection.resetOnClose()
                    continue
                }
                if !connection.isDone { connections.append(connection) }
            }
        }

        /// Moves the available bytes of a connection; false if the connection has ended.
        private mutating func pass(_ connection: Connection) -> Bool {
            for direction in Direction.allCases {
                let plan = planned.flatMap { $0.direction == direction && !$0.isSettled ? $0 : nil }
                let allowance = plan.map { max(0, $0.bytes - connection.counted(direction)) } ?? Int.max
                switch connection.move(direction, allowance: allowance) {
                case .idle: continue
                case .broken: return false
                case .moved(let count): add(count, direction)
                }
                if let plan, connection.counted(direction) >= plan.bytes {
                    planned = nil
                    totals.cut += 1
                    plan.settle(true)
                    return false
                }
            }
            return true
        }

        private mutating func add(_ bytes: Int, _ direction: Direction) {
            if direction == .toServer { totals.bytesToServer += bytes } else { totals.bytesToClient += bytes }
        }
    }
}
