import HTTPTypes
import Testing

@testable import ConsoleService

@Suite struct ProxyPeersTests {
    private func browser(_ peers: ProxyPeers, _ values: String..., from peer: String = "10.0.0.7") -> String {
        var head = HTTPRequest(method: .get, scheme: "http", authority: "a", path: "/")
        if let name = HTTPField.Name("X-Forwarded-For") {
            for value in values { head.headerFields.append(HTTPField(name: name, value: value)) }
        }
        return peers.browser(head, from: Peer(address: peer))
    }

    @Test func aRangeHasItsAddresses() throws {
        let range = try #require(IPRange("10.0.0.0/9"))
        for (text, isIn) in [
            ("10.127.255.255", true), ("10.128.0.0", false), ("::ffff:10.1.1.1", true), ("::1", false),
        ] {
            #expect(range.contains(try #require(IPAddress(text))) == isIn, "\(text)")
        }
        #expect(try #require(IPRange("fd00:1::/64")).contains(try #require(IPAddress("fd00:1::9"))))
        for wrong in ["", "10.0.0", "10.0.0.0/33", "10.0.0.0/0", "10.0.0.0/-1", "10.0.0.0/", "a", "010.0.0.1x", "::/0"]
        {
            #expect(IPRange(wrong) == nil, "\(wrong)")
        }
    }

    @Test func theAddressIsTheLastThatNoProxyHas() throws {
        let peers = ProxyPeers.named([try #require(IPRange("10.0.0.0/24"))])
        #expect(browser(peers, "198.51.100.1") == "198.51.100.1")
        #expect(browser(peers, "203.0.113.9, 198.51.100.1") == "198.51.100.1", "the first is what the browser has sent")
        #expect(browser(peers, "203.0.113.9", "198.51.100.1, 10.0.0.8") == "198.51.100.1")
        #expect(browser(peers, "10.0.0.9") == "10.0.0.7")
        #expect(browser(peers, "198.51.100.1, unknown") == "10.0.0.7", "nothing before what is no address is believed")
        #expect(browser(peers) == "10.0.0.7")
        #expect(browser(peers, "198.51.100.1:4711, 10.0.0.8:80") == "198.51.100.1", "some proxies add the port")
        #expect(browser(peers, "[2001:db8::7]:4711") == "2001:db8::7")
        #expect(browser(peers, "[2001:db8::7]") == "2001:db8::7")
        for wrong in ["198.51.100.1:", "198.51.100.1:x", "[2001:db8::7", "[198.51.100.1]x", "[]:1"] {
            #expect(browser(peers, wrong) == "10.0.0.7", "\(wrong)")
        }
        #expect(browser(peers, "<script>") == "10.0.0.7")
    }
}
