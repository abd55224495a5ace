import Glibc

/// The environment of this process.
enum OwnEnvironment {
    static func value(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
