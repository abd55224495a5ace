import Glibc
import NIOCore

/// Why a service cannot be asked over HTTP, in words for the person who runs it.
package struct TelemetryError: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ address: HTTPAddress, _ error: any Error) {
        let reason =
            switch (error as? IOError)?.errnoCode {
            case EADDRINUSE: "another process has the port: stop it, or choose another port"
            case EACCES, EPERM: "this user may not have the port: choose one from 1024 on"
            case EADDRNOTAVAIL: "no network of this machine has the address: choose another host, or 0.0.0.0 for all"
            case .some(let code): String(cString: strerror(code))
            case nil: "the host is not known here, or is not of this machine"
            }
        description = "cannot serve HTTP on \(address): \(reason)"
    }
}
