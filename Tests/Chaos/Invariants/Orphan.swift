import Foundation

/// One of our programs that still runs after all of them should have ended (proc(5)).
struct Orphan: Sendable {
    let program: String
    let pid: Int32

    /// The stages and `etl` processes whose broker is that of this URL.
    static func all(withBrokerAt url: String) -> [Orphan] {
        let place = url.split(separator: "@").last?.prefix { $0 != "/" } ?? ""
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { Int32($0) }.compactMap { pid in
            guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe"),
                let program = path.split(separator: "/").last.map(String.init),
                (Fleet.stages + ["etl"]).contains(program),
                let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ"),
                environment.split(separator: 0).contains(where: { variable in
                    variable.starts(with: "RABBITMQ_URL=".utf8)
                        && String(decoding: variable, as: UTF8.self).contains("@\(place)/")
                })
            else { return nil }
            return Orphan(program: program, pid: pid)
        }
    }
}
