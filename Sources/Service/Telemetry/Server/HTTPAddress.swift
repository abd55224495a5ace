/// Where a service can be asked over HTTP.
package struct HTTPAddress: Sendable, Hashable, CustomStringConvertible {
    /// A name or a number of this machine; `0.0.0.0` is all of them.
    package let host: String
    /// 0 is any free one.
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
