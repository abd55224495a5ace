import ConsolePages
import HTMLText
import HTTPTypes
import HummingbirdCore
import Logging
import Logins

extension ConsoleResponder {
    /// Takes the form that logs in.
    func logIn(_ request: Request, _ visitor: Visitor?, from address: String) async -> Response {
        await shown(request.uri) {
            guard let desk else { throw PageFailure.notFound("page") }
            switch try await desk.logIn(request, visitor, from: address) {
            case .begun(let session, let path): return Self.begin(session, at: path)
            case .wrong(let path): return Self.login(.unauthorized, to: path, form: visitor?.form, fault: .wrong)
            case .limited(let wait, let path):
                var response = Self.login(
                    .tooManyRequests, to: path, form: visitor?.form, fault: .limited(wait: wait))
                response.headers[.retryAfter] = "\(wait)"
                return response
            }
        }
    }

    /// Takes the form that logs out.
    func logOut(_ request: Request, _ visitor: Visitor) async -> Response {
        await shown(request.uri) {
            guard let form = visitor.form,
                ConstantTime.areEqual(
                    form.utf8, (try await FormFields(request.headers, request.body)["form"] ?? "").utf8)
            else {
                throw FormFailure.otherSession
            }
            gate.sessions.end(visitor.session)
            logger.info("Somebody has logged out", metadata: LoginDesk.metadata(visitor.name, visitor.address))
            var response = Self.goTo("/login")
            response.headers[.setCookie] = "\(Gate.cookie)=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"
            return response
        }
    }

    /// Gives the browser the cookie of its session.
    static func begin(_ session: String, at path: String) -> Response {
        var response = goTo(path)
        response.headers[.setCookie] =
            "\(Gate.cookie)=\(session); Path=/; Max-Age=\(Sessions.lifetime.components.seconds); Secure; HttpOnly; SameSite=Lax"
        return response
    }

    static func login(
        _ status: HTTPResponse.Status, to path: String, form: String?, fault: LoginPage.Fault? = nil
    ) -> Response {
        response(status, htmlType, LoginPage.document(to: path, form: form, fault: fault).bytes)
    }
}
