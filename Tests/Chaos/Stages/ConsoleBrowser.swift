import AsyncHTTPClient
import Foundation
import LocalServers
import NIOCore
import NIOHTTP1
import Synchronization
import SystemPackage

/// A console as a process, and a browser that has opened its link. The console is started whenever somebody asks and it is not there.
actor ConsoleBrowser {
    private let arena: Arena
    private var console: ManagedProcess?
    private var starts = 0
    private var base = ""
    private var cookie = ""

    /// How long a page that shows nothing yet is asked for again.
    private static let patience = Duration.seconds(40)

    init(_ arena: Arena) {
        self.arena = arena
    }

    /// The ids on the page of dead letters; none if it says that there are none.
    func letters() async throws -> [String] {
        let deadline = ContinuousClock.now + Self.patience
        while .now < deadline {
            if let page = try? await get("/dead"), page.status == 200 {
                let ids = page.body.matches(of: /href="\/dead\/([0-9a-f]{8,})"/).map { String($0.1) }
                if !ids.isEmpty || page.body.contains("No dead letters.") { return ids }
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw ChaosError("the console shows no dead letters, and does not say that there are none")
    }

    /// The secret of the form on the preview of a replay.
    func preview(_ ids: [String]) async throws -> String {
        let page = try await get("/dead/replay?ticked=1" + ids.map { "&id=\($0)" }.joined())
        guard let form = page.body.firstMatch(of: /name="form" value="([0-9a-f]{64})"/) else {
            throw ChaosError("there is no preview: \(page.status)")
        }
        return String(form.1)
    }

    /// Sends a form.
    ///
    /// - Parameter limit: when the browser goes, whatever has come.
    /// - Returns: the address of the action; nil if there was no answer, or another one.
    nonisolated func send(_ form: String, leavingAfter limit: Duration?) async -> String? {
        let (base, cookie) = await (self.base, self.cookie)
        var request = HTTPClientRequest(url: base + "/dead/replay")
        request.method = .POST
        request.headers = ["Cookie": cookie, "Origin": base, "Content-Type": "application/x-www-form-urlencoded"]
        request.body = .bytes(ByteBuffer(string: "form=\(form)&reason=chaos"))
        let timeout = TimeAmount.nanoseconds((limit ?? .seconds(20)).wholeNanoseconds)
        let answer = try? await Self.client.execute(request, deadline: .now() + timeout)
        return answer?.status == .seeOther ? answer?.headers.first(name: "location") : nil
    }

    func killConsole() async {
        guard let console else { return }
        console.send(.kill)
        _ = await console.wait()
        self.console = nil
    }

    func end() async {
        if let console { _ = await console.terminate() }
        console = nil
    }

    private func get(_ path: String) async throws -> (status: UInt, body: String) {
        if console == nil { try await start() }
        var request = HTTPClientRequest(url: base + path)
        request.headers = ["Cookie": cookie]
        let response = try await Self.client.execute(request, timeout: .seconds(20))
        return (response.status.code, String(buffer: try await response.body.collect(upTo: 4 << 20)))
    }

    private func start() async throws {
        starts += 1
        let log = arena.folder.appending("console-\(starts).log")
        let environment = arena.environment.merging(["CONSOLE_LISTEN": "127.0.0.1:0", "CONSOLE_OPERATOR": "on"]) { $1 }
        let console = try await ManagedProcess.start(
            Programs.directory.appending("console"), arguments: [], environment: Programs.environment(environment),
            output: .file(log), error: .file(log))
        self.console = console
        arena.note(logs: [log])
        let deadline = ContinuousClock.now + Self.patience
        while .now < deadline {
            let text = (try? String(contentsOfFile: log.string, encoding: .utf8)) ?? ""
            if let link = text.firstMatch(of: /open (http:\/\/127\.0\.0\.1:[0-9]+)(\/\?token=[0-9a-f]+)/) {
                base = String(link.1)
                let response = try await Self.client.execute(
                    HTTPClientRequest(url: base + link.2), timeout: .seconds(20))
                let set = response.headers.first(name: "set-cookie") ?? ""
                cookie = String(set.prefix { $0 != ";" })
                return
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw ChaosError("the console prints no link: see \(log)")
    }

    /// A client that stays where it is sent away from. It lasts as long as the process.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.redirectConfiguration = .disallow
        return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }()
}

extension Duration {
    fileprivate var wholeNanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
