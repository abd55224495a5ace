import Configuration
import Foundation
import SystemPackage

/// Settings from flags, the environment and a YAML file. Flags override the environment, which overrides the file.
package struct Settings: Sendable {
    /// A place with settings, and the name of a setting in it.
    private struct Layer {
        let reader: ConfigReader
        private let isEnvironment: Bool

        init(_ provider: any ConfigProvider, isEnvironment: Bool = false) {
            reader = ConfigReader(provider: provider)
            self.isEnvironment = isEnvironment
        }

        func key(_ key: SettingKey) -> ConfigKey { ConfigKey(isEnvironment ? key.environmentPath : key.path) }
    }

    // One for each, because a secret in the environment, even as a file, overrides the YAML file's.
    private let layers: [Layer]

    /// Collects the settings. An empty value counts as none.
    ///
    /// - Parameters:
    ///   - flags: the values from the command line; nil if a flag is missing.
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

    /// A text; nil if it is not set.
    package func string(_ key: SettingKey) -> String? {
        layers.lazy.compactMap { Self.string(key, in: $0) }.first
    }

    private static func string(_ key: SettingKey, in layer: Layer) -> String? {
        let text = layer.reader.string(forKey: layer.key(key), isSecret: key.isSecret)
        return text?.isEmpty == false ? text : nil
    }

    /// Several texts: separated by colons, or a list in a YAML file; nil if it is not set.
    package func list(_ key: SettingKey) -> [String]? {
        list(key) { $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init) }
    }

    /// Several texts that can contain colons: separated by spaces or commas, or a list in a YAML file; nil if it is not
    /// set.
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

    /// A secret, or the content of the file in `…_FILE`.
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

    // Without this, dump() would print the secrets.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension SettingKey {
    /// Whether no output may show its value.
    fileprivate var isSecret: Bool { [.brokerURL, .managementURL, .databaseURL, .nodes].contains(self) }
}

/// A missing or invalid setting.
package struct SettingsError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
