// What a network does to its hosts. The harness itself always reaches all of them, so that it sees what happens.
extension TestNetwork {
    /// Cuts every path between two sets of hosts: packets vanish, and nobody gets an error.
    ///
    /// Each host drops what comes from the other side. Its programs would get an error for packets that it must not
    /// send.
    package func cut(_ some: [Host], from others: [Host]) async throws {
        for (hosts, peers) in [(some, others), (others, some)] {
            let addresses = peers.map(\.address).joined(separator: ",")
            for host in hosts { try await run(#"iptables -A cuts -s "$1" -j DROP"#, on: host, [addresses]) }
        }
    }

    /// Cuts a host from all others.
    package func isolate(_ host: Host) async throws {
        try await cut([host], from: Host.allCases.filter { $0 != host })
    }

    /// Makes all links slow, and lets them lose packets.
    ///
    /// Not every kernel has tc-netem(8), so the filter of packets loses them, and nothing delays them but their queue.
    /// - Parameters:
    ///   - megabits: what a host can send in a second.
    ///   - loss: the share of the packets, from 0 to 1.
    package func degrade(toMegabits megabits: Int, loss: Double) async throws {
        for host in Host.allCases {
            try await run(
                """
                tc qdisc replace dev eth0 root tbf rate "$1mbit" burst 32kb latency 200ms
                iptables -A losses -m statistic --mode random --probability "$2" -j DROP
                """, on: host, ["\(megabits)", "\(loss)"])
        }
    }

    /// Ends all faults of the network.
    package func heal() async throws {
        for host in Host.allCases {
            try await run(
                """
                iptables -F cuts
                iptables -F losses
                tc qdisc delete dev eth0 root 2>/dev/null || true
                """, on: host)
        }
    }
}
