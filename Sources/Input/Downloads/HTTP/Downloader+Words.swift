internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import SourceDescriptions

extension Downloader {
    /// The message for an error of the client, without the path and the query of the address.
    static func words(_ error: any Error, _ address: WebAddress) -> String {
        let place = address.origin
        return switch error {
        case let error as HTTPClientError where error == .connectTimeout: "\(place) does not answer"
        case let error as HTTPClientError where error == .remoteConnectionClosed: "\(place) closed the connection"
        case is HTTPParserError: "\(place) closed the connection during a response, or does not speak HTTP"
        case let error as NIOConnectionError where error.connectionErrors.isEmpty:
            "unknown host: \(place)"
        case let error as IOError where error.errnoCode == ECONNREFUSED: "no server listens at \(place)"
        case is NIOConnectionError: "cannot connect to \(place)"
        case is NIOSSLExtraError: "the certificate of \(place) names another host"
        case let error as NIOSSLError: words(ofTLS: "\(error)", place)
        case let error as IOError: "the connection to \(place) was lost: \(String(cString: strerror(error.errnoCode)))"
        default: "the request to \(place) failed: \(error)"
        }
    }

    /// - Parameter text: the message of BoringSSL, with its reason in capitals.
    private static func words(ofTLS text: String, _ place: String) -> String {
        let reason = text.components(separatedBy: "OPENSSL_internal:").dropFirst().first?.prefix {
            $0.isUppercase || $0 == "_"
        }
        return switch reason {
        case "CERTIFICATE_VERIFY_FAILED":
            """
            the certificate of \(place) has expired, or no trusted authority signed it (ETL_SOURCE_CA_FILE \
            names others)
            """
        case "WRONG_VERSION_NUMBER": "\(place) does not speak TLS"
        case let reason?: "cannot establish TLS with \(place): \(reason)"
        case nil: "cannot establish TLS with \(place)"
        }
    }

    /// A login as the header requires it: percent signs decoded, then Base64 (RFC 7617).
    static func encoded(_ login: String) -> String {
        Data((login.removingPercentEncoding ?? login).utf8).base64EncodedString()
    }

    /// The target of a redirection; nil if it is not a valid address.
    static func target(of location: String, from address: WebAddress) -> WebAddress? {
        guard let base = URL(string: address.text), let url = URL(string: location, relativeTo: base) else {
            return nil
        }
        let target = WebAddress(url.absoluteString)
        // Only the original server gets the login.
        return target?.with(login: target?.origin == address.origin ? address.login : nil)
    }
}
