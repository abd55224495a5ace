package import LocalServers
import SystemPackage

/// Hosts with a network between them, each in a network namespace of its own, on a bridge in the harness's.
///
/// A sleeping process holds each namespace, which ends with the harness.
package final class TestNetwork: Sendable {
    /// A host, by the last number of its address.
    package enum Host: Int, Sendable, CaseIterable {
        case broker1 = 11
        case broker2, broker3
        case primary = 21
        case standby
        case extractor = 31
        case transformer, loader

        package static let brokers = [broker1, broker2, broker3]
        package static let stages = [extractor, transformer, loader]

        package var address: String { "10.77.0.\(rawValue)" }

        /// The host of a stage's processes.
        static func stage(_ name: String) -> Host? { stages.first { "\($0)" == name } }
    }

    static let harness = "10.77.0.1"
    static let bridge = "etl-bridge"

    private let holders: [Host: ManagedProcess]

    private init(holders: [Host: ManagedProcess]) {
        self.holders = holders
    }

    /// Creates all hosts; each reaches each.
    ///
    /// - Throws: ``ScenarioSkipped`` if this machine or user cannot have a network.
    static func open() async throws -> TestNetwork {
        if let obstacle = PrivateNetwork.obstacle { throw ScenarioSkipped(reason: obstacle) }
        var holders: [Host: ManagedProcess] = [:]
        for host in Host.allCases { holders[host] = try await connect(host) }
        return TestNetwork(holders: holders)
    }

    /// The place for programs on a host, with the files of `place`.
    package func place(_ host: Host, with place: ServerHost = .local) -> ServerHost {
        guard let holder = holders[host] else { return place }
        return place.inNetwork(of: holder.pid, at: host.address)
    }

    /// Runs a shell script on a host.
    func run(_ script: String, on host: Host, _ arguments: [String] = []) async throws {
        let command = place(host).command(["/bin/sh", "-ec", script, "sh"] + arguments)
        let outcome = try await Programs.run(named: command[0], Array(command.dropFirst()))
        guard outcome.exitCode == 0 else { throw ChaosError("on \(host): \(outcome.everything)") }
    }

    /// Removes all hosts.
    func close() async {
        await withTaskGroup { group in
            for holder in holders.values { group.addTask { await holder.terminate(.kill) } }
        }
    }

    private static func connect(_ host: Host) async throws -> ManagedProcess {
        // `unshare` becomes `sleep`, so the process id stays.
        let holder = try await ManagedProcess.start(
            "/usr/bin/unshare", arguments: ["--net", "sleep", "infinity"], output: .discarded,
            error: .discarded)
        let outcome = try await Programs.run(
            named: "/bin/sh", ["-ec", wiring, "sh", "\(holder.pid)", "\(host.rawValue)", host.address])
        guard outcome.exitCode == 0 else { throw ChaosError("no network for \(host): \(outcome.everything)") }
        return holder
    }

    /// A cable from the host to the bridge. A host that replaces one of an earlier scenario has the same hardware
    /// address, so its neighbours still know it.
    private static let wiring = """
        own=$(readlink /proc/self/ns/net)
        while [ "$(readlink "/proc/$1/ns/net")" = "$own" ]; do sleep 0.01; done
        ip link delete "etl-$2" 2>/dev/null || true
        ip link add "etl-$2" type veth peer name eth0 netns "$1" address "02:00:0a:4d:00:$2"
        ip link set "etl-$2" master \(bridge) up
        exec nsenter --net="/proc/$1/ns/net" /bin/sh -ec '
            ip link set lo up
            ip address add "$1/24" dev eth0
            ip link set eth0 up
            iptables -N cuts
            iptables -N losses
            iptables -A INPUT -i eth0 -j cuts
            iptables -A INPUT -i eth0 ! -s \(harness) -j losses
        ' sh "$3"
        """
}
