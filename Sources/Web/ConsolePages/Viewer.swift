import HTMLText

/// Who looks at a page, as it says.
package struct Viewer: Sendable, Hashable {
    package let name: String
    /// `reader` or `operator`.
    package let role: String
    /// The secret of the form that logs out; nil if that is done elsewhere.
    package let form: String?

    package init(name: String, role: String, form: String?) {
        self.name = name
        self.role = role
        self.form = form
    }

    func write(to html: inout HTML) {
        html.element("form", .class("viewer"), .named("method", "post"), .named("action", "/logout")) { html in
            html.element("span") { html in
                html.foreign(name)
                html.text(", \(role) ")
            }
            guard let form else { return }
            html.empty("input", .named("type", "hidden"), .named("name", "form"), .named("value", form))
            html.element("button", .named("type", "submit"), text: "Log out")
        }
    }
}
