import Configuration
import Foundation
import SystemPackage

/// Settings from flags, then the environment, then a YAML file; the first that has a value wins.
package struct Settings: Sendable {
    /// A place with settings, and how a setting is called there.
    private struct Layer {
        let reader: ConfigReader
        private let isEnvironment: Bool

        init(_ provider: any ConfigProvider, isEnvironment: Bool = false) {
            reader = ConfigReader(provider: provider)
            self.isEnvironment = isEnvironment
        }

        func key(_ key: SettingKey) -> ConfigKey { ConfigKey(isEnvironment ? key.environmentPath : key.path) }
    }

    // One for each, since a secret of the environment, be it in a file, goes before that of the YAML file.
    private let layers: [Layer]

    /// Gathers the settings. An empty value counts as none.
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
        var layers = [
            Layer(InMemoryProvider(name: "flags", values: values)),
            Layer(EnvironmentVariablesProvider(environmentVariables: environment), isEnvironment: true),
        ]
        if let file { layers.append(Layer(try await Self.yaml(file))) }
        self.layers = layers
    }

    private static func yaml(_ file: String) async throws(SettingsError) -> any ConfigProvider {
        do {
            return try await FileProvider<YAMLSnapshot>(filePath: FilePath(file))
        } catch {
            throw SettingsError("cannot read the settings in \(file): \(SettingsFileError(error))")
        }
    }

    /// A text; nil when it is not set.
    package func string(_ key: SettingKey) -> String? {
        layers.lazy.compactMap { Self.string(key, in: $0) }.first
    }

    private static func string(_ key: SettingKey, in layer: Layer) -> String? {
        let text = layer.reader.string(forKey: layer.key(key), isSecret: key.isSecret)
        return text?.isEmpty == false ? text : nil
    }

    /// Several texts: separated by colons, or a list in a YAML file; nil when it is not set.
    package func list(_ key: SettingKey) -> [String]? {
        list(key) { $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init) }
    }

    /// Several texts that may have colons: separated by spaces or commas, or a list in a YAML file; nil when it is not set.
    package func words(_ key: SettingKey) -> [String]? {
        list(key) { $0.split { $0.isWhitespace || $0 == "," }.map(String.init) }
    }

    private func list(_ key: SettingKey, _ split: (String) -> [String]) -> [String]? {
        for layer in layers {
            if let text = Self.string(key, in: layer) { return split(text) }
            if let texts = layer.reader.stringArray(forKey: layer.key(key)), !texts.isEmpty { return texts }
        }
        return nil
    }

    /// A secret, or the content of the file that `…_FILE` names.
    package func secret(_ key: SettingKey) throws(SettingsError) -> String? {
        let fileKey = SettingKey(stringLiteral: key.path + ".file")
        for layer in layers {
            if let value = Self.string(key, in: layer) { return value }
            if let file = Self.string(fileKey, in: layer) { return try Self.content(of: file, fileKey) }
        }
        return nil
    }

    private static func content(of file: String, _ key: SettingKey) throws(SettingsError) -> String {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw SettingsError("cannot read \(key.environmentName), the file \(file)")
        }
        let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !secret.isEmpty else { throw SettingsError("\(key.environmentName), the file \(file), is empty") }
        return secret
    }

    /// A number within `range`.
    package func integer(
        _ key: SettingKey, default fallback: Int, in range: ClosedRange<Int>
    ) throws(SettingsError) -> Int {
        guard let text = string(key) else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw SettingsError(
                "\(key.environmentName) is “\(text)”, but must be a number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }
}

extension Settings: CustomStringConvertible, CustomReflectable {
    package var description: String { "Settings" }

    // Without this, dump() would walk into the secrets.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension SettingKey {
    /// Whether its value must never be shown.
    fileprivate var isSecret: Bool { [.brokerURL, .managementURL, .databaseURL].contains(self) }
}

/// A setting that is missing or makes no sense.
package struct SettingsError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
