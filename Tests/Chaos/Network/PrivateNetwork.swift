import Glibc

/// A network of the harness's own, in a network namespace (network_namespaces(7)).
///
/// The harness has to reach the hosts of a test network, and the machine's own network must stay as it is. A thread can
/// change its namespace, but a process with threads cannot. So the harness starts itself again through unshare(1),
/// under the same process id. It then is a neighbour of the hosts, and other private servers are on its loopback as
/// before. The kernel removes everything after its last process, even after kill -9.
package enum PrivateNetwork {
    /// The name with the addresses of all brokers, by which clients know them.
    static let brokers = "brokers"

    /// Why the harness has no network of its own; nil if it has one.
    static var obstacle: String? {
        guard geteuid() == 0 else { return "network namespaces need root" }
        guard let said = getenv(variable).map({ String(cString: $0) }) else {
            return "the harness runs in no network of its own"
        }
        return said == entered ? nil : said
    }

    /// Replaces this program by itself in a network of its own. Returns if it is there already, or is not root.
    ///
    /// If the machine refuses, ``obstacle`` has the reason afterwards.
    package static func enter() {
        guard geteuid() == 0, getenv(variable) == nil else { return }
        let names = TestNetwork.Host.brokers.map { "\($0.address) \(brokers)" }.joined(separator: "\n")
        let command =
            ["/bin/sh", "-c", enterOrSayWhyNot, "chaos", setUp, TestNetwork.harness, names] + CommandLine.arguments
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        execv(command[0], &arguments)
        arguments.forEach { free($0) }
    }

    private static let variable = "ETL_CHAOS_NETWORK"
    private static let entered = "entered"

    /// The arguments are the next script, two arguments for it, and the program.
    private static let enterOrSayWhyNot = """
        script=$1 harness=$2 names=$3
        shift 3
        enter() { unshare --net --mount --propagation private /bin/sh -ec "$script" sh "$harness" "$names" "$@"; }
        if reason=$(enter true 2>&1); then
            export \(variable)=\(entered)
            exec unshare --net --mount --propagation private /bin/sh -ec "$script" sh "$harness" "$names" "$@"
        fi
        export \(variable)="${reason:-a network namespace is impossible here}"
        exec "$@"
        """

    /// Sets the network up and tries what the faults need. The table of hosts is a copy that only the harness sees.
    private static let setUp = """
        harness=$1 names=$2
        shift 2
        ip link set lo up
        ip link add \(TestNetwork.bridge) type bridge
        ip address add "$harness/24" dev \(TestNetwork.bridge)
        tc qdisc add dev \(TestNetwork.bridge) root tbf rate 1gbit burst 1mb latency 50ms
        tc qdisc del dev \(TestNetwork.bridge) root
        ip link set \(TestNetwork.bridge) up
        iptables -A INPUT -m statistic --mode random --probability 0.5 -j DROP
        iptables -F INPUT
        hosts=$(mktemp)
        cat /etc/hosts >"$hosts"
        echo "$names" >>"$hosts"
        chmod 644 "$hosts"
        mount --bind "$hosts" /etc/hosts
        rm "$hosts"
        exec "$@"
        """
}
