package import RabbitMQ
package import RabbitMQManagement
package import ServiceSettings

extension Settings {
    /// The address of RabbitMQ's management API, if one is set. It uses the broker's login if its URL has none.
    ///
    /// - Throws: ``SettingsError``, also if it lacks the TLS that is required.
    package func managementAddress(of broker: RabbitMQConfiguration) throws(SettingsError) -> ManagementAddress? {
        guard let url = try secret(.managementURL) else { return nil }
        let address = try Self.address(url, broker.login, broker.virtualHost)
        _ = try warning(of: address)
        return address
    }

    /// The warning of a management API on another machine without TLS; nil if there is no reason for one, or if the URL
    /// is invalid, which is an error only where it is used.
    func managementWarning() throws(SettingsError) -> String? {
        guard let url = try secret(.managementURL), let address = try? Self.address(url, ("", ""), "/") else {
            return nil
        }
        return try warning(of: address)
    }

    private func warning(of address: ManagementAddress) throws(SettingsError) -> String? {
        guard !address.isEncrypted else { return nil }
        return try warning(ofPlain: "management API", at: address.host, remedy: "Use an https:// URL")
    }

    private static func address(
        _ url: String, _ login: (user: String, password: String), _ virtualHost: String
    ) throws(SettingsError) -> ManagementAddress {
        do throws(ManagementAddressError) {
            return try ManagementAddress(
                url: url, user: login.user, password: login.password, virtualHost: virtualHost)
        } catch {
            throw SettingsError("\(error)")
        }
    }
}
