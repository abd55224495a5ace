package import ArgumentParser
package import ServiceSettings

/// The HTTP ports of a process that reports on itself.
package struct PortOptions: ParsableArguments {
    @Option(
        help: .init(
            "HTTP port for /livez, /readyz and /metrics (HTTP_PORT; 1 to 65535, or 0 to disable).",
            valueName: "port"))
    package var httpPort: Int?

    @Option(
        help: .init(
            "HTTP port of its own for /livez and /readyz (PROBE_PORT; 1 to 65535, or 0 to disable).", valueName: "port")
    )
    package var probePort: Int?

    @Option(help: .init("Address that the HTTP ports bind to (HTTP_HOST; default: 0.0.0.0).", valueName: "address"))
    package var httpHost: String?

    package init() {}

    /// The flags; a missing one is nil.
    package var flags: [SettingKey: String?] {
        [.httpPort: httpPort.map(String.init), .probePort: probePort.map(String.init), .httpHost: httpHost]
    }
}
