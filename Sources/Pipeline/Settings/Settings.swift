import Configuration
import Foundation
import SystemPackage

/// Settings from flags, then the environment, then a YAML file; the first that has a value wins.
package struct Settings: Sendable {
    private let reader: ConfigReader

    /// Gathers the settings.
    ///
    /// - Parameters:
    ///   - flags: what the command line says; nil where it is silent.
    ///   - file: a YAML file whose nested keys are the settings' paths.
    ///   - environment: the process's environment.
    package init(
        flags: [SettingKey: String?], file: String?,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws(SettingsError) {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for case (let key, let value?) in flags {
            values[AbsoluteConfigKey(ConfigKey(key.path))] = ConfigValue(.string(value), isSecret: key.isSecret)
        }
        var providers: [any ConfigProvider] = [
            InMemoryProvider(name: "flags", values: values),
            EnvironmentVariablesProvider(environmentVariables: environment),
        ]
        if let file { providers.append(try await Self.yaml(file)) }
        reader = ConfigReader(providers: providers)
    }

    private static func yaml(_ file: String) async throws(SettingsError) -> any ConfigProvider {
        do {
            return try await FileProvider<YAMLSnapshot>(filePath: FilePath(file))
        } catch {
            throw SettingsError("cannot read the settings in \(file): \(error)")
        }
    }

    /// A text; nil when it is not set. An empty one counts as not set.
    package func string(_ key: SettingKey) -> String? {
        let text = reader.string(forKey: ConfigKey(key.path), isSecret: key.isSecret)
        return text?.isEmpty == false ? text : nil
    }

    /// A secret, or the content of the file that `…_FILE` names.
    package func secret(_ key: SettingKey) throws(SettingsError) -> String? {
        if let value = string(key) { return value }
        let fileKey = SettingKey(stringLiteral: key.path + ".file")
        guard let file = string(fileKey) else { return nil }
        do {
            return try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        } catch {
            throw SettingsError("cannot read \(fileKey.environmentName), the file \(file)")
        }
    }

    /// A number within `range`.
    package func integer(
        _ key: SettingKey, default fallback: Int, in range: ClosedRange<Int>
    ) throws(SettingsError) -> Int {
        let text = string(key) ?? reader.int(forKey: ConfigKey(key.path)).map(String.init)
        guard let text else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw SettingsError(
                "\(key.environmentName) is “\(text)”, but must be a number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }
}

extension SettingKey {
    /// Whether its value must never be shown.
    fileprivate var isSecret: Bool { self == .brokerURL || self == .databaseURL }
}

/// A setting that is missing or makes no sense.
package struct SettingsError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
