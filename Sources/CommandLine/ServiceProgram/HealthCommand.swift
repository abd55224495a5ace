package import ArgumentParser
import DisplayText
import Glibc
import ServiceSettings

/// Reports whether a local service is ready by its exit code: the health check of a container without other programs.
package struct HealthCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "health", abstract: "Checks whether a running service is ready. Exit code 0 if it is, else 1.")

    @Option(help: .init("The port of the service, on 127.0.0.1 (PROBE_PORT, else HTTP_PORT).", valueName: "number"))
    var port: UInt16?

    package init() {}

    package func run() throws {
        let answer = try ReadinessProbe(port: try portNumber()).ask()
        print(answer.body.printableLines)
        guard answer.status == 200 else { throw ExitCode(1) }
    }

    // Without Settings, which load asynchronously and may need the settings file.
    private func portNumber() throws(SettingsError) -> UInt16 {
        if let port { return port }
        for name in ["PROBE_PORT", "HTTP_PORT"] {
            guard let text = getenv(name).map({ String(cString: $0) }), !text.isEmpty else { continue }
            guard let port = UInt16(text) else {
                throw SettingsError("\(name) is “\(text)”, but must be a number from 1 to 65535")
            }
            if port > 0 { return port }
        }
        throw SettingsError("no port is set: give --port, or set PROBE_PORT or HTTP_PORT")
    }
}
