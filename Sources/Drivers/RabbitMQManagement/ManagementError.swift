import AsyncHTTPClient
import NIOCore

/// A failed request to RabbitMQ's management API, for an operator.
package struct ManagementError: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ what: String, at address: ManagementAddress) {
        description = "RabbitMQ's management API at \(address) \(what)"
    }

    /// Translates the HTTP client's errors; their texts are technical, but contain nothing of the request.
    init(_ error: any Error, at address: ManagementAddress) {
        let timeouts: [HTTPClientError] = [
            .connectTimeout, .readTimeout, .deadlineExceeded, .getConnectionFromPoolTimeout,
        ]
        switch error {
        case let error as ManagementError: self = error
        case is NIOTooManyBytesError: self.init("sent a response above the size limit", at: address)
        case let error as HTTPClientError where timeouts.contains(error):
            self.init("did not answer within \(ManagementClient.limit.components.seconds) seconds", at: address)
        case is DecodingError: self.init("sent a response that is not RabbitMQ's", at: address)
        default:
            self.init(
                "is unreachable: check the host, and enable the plugin (rabbitmq-plugins enable rabbitmq_management)",
                at: address)
        }
    }

    /// Translates an HTTP status other than 200.
    init(status: UInt, at address: ManagementAddress) {
        switch status {
        case 401, 403:
            self.init(
                "refused the user \(address.user): check the password, and give the user a tag "
                    + "(rabbitmqctl set_user_tags \(address.user) monitoring)", at: address)
        default: self.init("answered with HTTP status \(status)", at: address)
        }
    }
}
