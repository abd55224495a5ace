/// The settings of the service `console`.
extension SettingKey {
    /// The address and port of the pages: `127.0.0.1:8090`.
    package static let consoleListen: SettingKey = "console.listen"
}
