package import HTMLText

/// The page to log in.
package enum LoginPage {
    /// Why somebody is not logged in.
    package enum Fault: Sendable, Hashable {
        case wrong
        /// - Parameter wait: in seconds.
        case limited(wait: Int)

        var words: String {
            switch self {
            case .wrong: "The name or the password is wrong."
            case .limited(let wait):
                "There were too many tries with this name, or from this address. Try again in \(wait) seconds: until then, a right "
                    + "password is refused as well."
            }
        }
    }

    /// - Parameters:
    ///   - path: where to go then.
    ///   - form: the secret of the forms of the session that the browser has; nil if it has none.
    package static func document(to path: String, form: String? = nil, fault: Fault? = nil) -> HTML {
        HTML.document(fault == nil ? "Log in" : "Not logged in") { html in
            html.element("main") { html in
                html.element("h1", text: "Log in")
                if let fault { html.element("p", .class("caution"), .named("role", "alert"), text: fault.words) }
                html.element("form", .class("login"), .named("method", "post"), .named("action", "/login")) { html in
                    html.empty("input", .named("type", "hidden"), .named("name", "to"), .named("value", path))
                    if let form {
                        html.empty("input", .named("type", "hidden"), .named("name", "form"), .named("value", form))
                    }
                    html.element("label", .named("for", "name"), text: "Name")
                    html.empty(
                        "input", .id("name"), .named("name", "name"), .named("maxlength", "64"),
                        .named("autocomplete", "username"), .named("autocapitalize", "none"),
                        .named("spellcheck", "false"), .flag("required"), .flag("autofocus"))
                    html.element("label", .named("for", "password"), text: "Password")
                    html.empty(
                        "input", .id("password"), .named("name", "password"), .named("type", "password"),
                        .named("autocomplete", "current-password"), .flag("required"))
                    html.element("button", .named("type", "submit"), text: "Log in")
                }
                html.element("p", .class("age")) { html in
                    html.element("code", text: "etl logins add")
                    html.text(" makes logins, and gives another password.")
                }
            }
        }
    }
}
