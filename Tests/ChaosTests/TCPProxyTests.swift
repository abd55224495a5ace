import Testing

@testable import Chaos

@Suite(.timeLimit(.minutes(1))) struct TCPProxyTests {
    @Test func passesEveryByteOnAndTheEndToo() async throws {
        let server = try TCPServer.echoing()
        let proxy = try TCPProxy(upstreams: [server.port])
        let sent = (0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        let client = try #require(TCPClient(port: proxy.port))
        let got = await client.exchange(sent)
        #expect(got == .init(bytes: sent, wasReset: false))
        let statistics = await proxy.statistics()
        #expect(statistics.bytesToServer == sent.count && statistics.bytesToClient == sent.count)
        await proxy.close()
    }

    @Test(arguments: [1, 4096, 77_777]) func cutsRightAfterSoManyBytes(bytes: Int) async throws {
        let server = try TCPServer.collecting()
        let proxy = try TCPProxy(upstreams: [server.port])
        let client = try #require(TCPClient(port: proxy.port))
        async let cut = proxy.cut(after: bytes, .toServer)
        // The count starts with the order.
        try await eventually { await proxy.hasPlannedCut() }
        async let got = client.exchange([UInt8](repeating: 7, count: 200_000))
        #expect(await cut)
        let received = await server.received()
        #expect(received.bytes.count == bytes && received.wasReset)
        #expect(await got.wasReset)
        await proxy.close()
    }

    @Test func cutsAllAtOnce() async throws {
        let server = try TCPServer.echoing()
        let proxy = try TCPProxy(upstreams: [server.port])
        let clients = try (0..<3).map { _ in try #require(TCPClient(port: proxy.port)) }
        for client in clients { #expect(await client.ask([1]) == [1]) }
        #expect(await proxy.cutAll() == 3)
        for client in clients { #expect(await client.readToEnd().wasReset) }
        await proxy.close()
    }

    @Test func takesTheFirstUpstreamThatAccepts() async throws {
        let first = try TCPServer.answering([1])
        let second = try TCPServer.answering([2])
        let nobody = try TCPServer.answering([3])
        nobody.stop()
        let proxy = try TCPProxy(upstreams: [nobody.port, second.port, first.port])
        #expect(await TCPClient(port: proxy.port)?.ask([0]) == [2])
        await proxy.setUpstreams([first.port])
        #expect(await TCPClient(port: proxy.port)?.ask([0]) == [1])
        await proxy.setUpstreams([nobody.port])
        #expect(await TCPClient(port: proxy.port)?.readToEnd().wasReset == true)
        await proxy.close()
    }

    @Test func refusesNewConnectionsAndKeepsTheOld() async throws {
        let server = try TCPServer.echoing()
        let proxy = try TCPProxy(upstreams: [server.port])
        let old = try #require(TCPClient(port: proxy.port))
        #expect(await old.ask([1]) == [1])
        await proxy.setMode(.refusing)
        // The port is free now, so a client of another test may hold it for a moment.
        var isRefused = false
        for _ in 0..<20 where !isRefused {
            isRefused = TCPClient(port: proxy.port) == nil
            if !isRefused { try await Task.sleep(for: .milliseconds(50)) }
        }
        #expect(isRefused)
        #expect(await old.ask([2]) == [2])
        await proxy.setMode(.forwarding)
        #expect(await TCPClient(port: proxy.port)?.ask([3]) == [3])
        await proxy.close()
    }

    @Test func stalledConnectionsGoOnWhereTheyStopped() async throws {
        let server = try TCPServer.echoing()
        let proxy = try TCPProxy(upstreams: [server.port])
        let old = try #require(TCPClient(port: proxy.port))
        #expect(await old.ask([1]) == [1])
        await proxy.setMode(.stalled)
        let new = try #require(TCPClient(port: proxy.port))
        async let answers = [old.ask([2]), new.ask([3])]
        try await eventually { await proxy.statistics().accepted == 2 }
        #expect(await proxy.statistics().bytesToServer == 1)
        await proxy.setMode(.forwarding)
        #expect(await answers == [[2], [3]])
        await proxy.close()
    }

    @Test func closedProxyLeavesNothingOpen() async throws {
        let server = try TCPServer.collecting()
        let proxy = try TCPProxy(upstreams: [server.port])
        let client = try #require(TCPClient(port: proxy.port))
        async let cut = proxy.cut(after: 1000, .toServer)
        try await eventually { await proxy.hasPlannedCut() }
        client.send([1, 2, 3])
        try await eventually { await proxy.statistics().bytesToServer == 3 }
        await proxy.close()
        #expect(await client.readToEnd().wasReset)
        #expect(await server.received() == .init(bytes: [1, 2, 3], wasReset: true))
        #expect(TCPClient(port: proxy.port) == nil)
        #expect(await !cut)
        // Late orders get an answer too.
        #expect(await proxy.cutAll() == 0)
    }

    private func eventually(_ condition: () async -> Bool) async throws {
        while await !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }
}
