/// The settings of the service `console`.
extension SettingKey {
    /// The address and port of the pages: `127.0.0.1:8090`.
    package static let consoleListen: SettingKey = "console.listen"
    /// `on` or `off`: whether dead letters may be replayed and discarded.
    package static let consoleOperator: SettingKey = "console.operator"
    /// The directory where letters are kept before they are discarded.
    package static let consoleExports: SettingKey = "console.exports"
}
