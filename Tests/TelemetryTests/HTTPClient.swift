import Foundation
import FoundationNetworking

/// The answer of a server.
struct Answer {
    let status: Int
    let type: String?
    let body: String

    /// Sends a request to a server on loopback.
    static func from(_ port: Int, _ path: String, method: String = "GET") async throws -> Answer {
        guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { throw URLError(.badURL) }
        var request = URLRequest(url: url, timeoutInterval: 10)
        request.httpMethod = method
        let (data, response) = try await URLSession.shared.data(for: request)
        let head = response as? HTTPURLResponse
        return Answer(
            status: head?.statusCode ?? 0, type: head?.value(forHTTPHeaderField: "Content-Type"),
            body: String(decoding: data, as: UTF8.self))
    }
}
