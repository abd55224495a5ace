import DisplayText
package import ServiceSettings
package import Telemetry

extension Settings {
    /// The address on which the service serves HTTP; nil if it serves none.
    package func httpAddress() throws(SettingsError) -> HTTPAddress? {
        let port = try integer(.httpPort, default: 0, in: 0...65535)
        guard port != 0 else { return nil }
        let host = string(.httpHost) ?? "0.0.0.0"
        guard host.wholeMatch(of: /[A-Za-z0-9._:%-]+/) != nil else {
            throw SettingsError(
                "\(SettingKey.httpHost.environmentName) is “\(host.printable)”, but must be an address or host name of this machine"
            )
        }
        return HTTPAddress(host: host, port: port)
    }
}
