enum LocalServersPlaceholder {}
