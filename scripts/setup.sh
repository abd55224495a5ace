#!/usr/bin/env bash
# Installs missing packages for building, running and testing on Debian and its derivatives. On other systems, it lists them.
set -euo pipefail

# Prints the Debian packages whose files are missing. Files from another installer count as present.
missing_packages() {
    command -v make >/dev/null || echo make
    command -v pkg-config >/dev/null || echo pkg-config
    pkg-config --exists librabbitmq 2>/dev/null || echo librabbitmq-dev
    pkg-config --exists libpq 2>/dev/null || echo libpq-dev
    pkg-config --exists zlib 2>/dev/null || echo zlib1g-dev
    pkg-config --exists libzstd 2>/dev/null || echo libzstd-dev
    pkg-config --exists liblzma 2>/dev/null || echo liblzma-dev
    pkg-config --exists liblz4 2>/dev/null || echo liblz4-dev
    pkg-config --exists libbrotlidec 2>/dev/null || echo libbrotli-dev
    # These have no pkg-config file in Debian 12.
    first_file {/usr,/usr/local}/include/snappy-c.h || echo libsnappy-dev
    first_file {/usr,/usr/local}/include/bzlib.h || echo libbz2-dev
    first_program /usr/lib/rabbitmq/bin/rabbitmq-server /opt/rabbitmq/sbin/rabbitmq-server rabbitmq-server ||
        echo rabbitmq-server
    first_program /usr/lib/postgresql/*/bin/initdb initdb || echo postgresql
    command -v psql >/dev/null || echo postgresql-client
    # For the tests: the compressions' own programs.
    command -v bzip2 >/dev/null || echo bzip2
    command -v xz >/dev/null || echo xz-utils
    command -v zstd >/dev/null || echo zstd
    # For git and pip: the authorities that verify servers.
    first_file /etc/ssl/{certs/ca-certificates.crt,ca-bundle.pem,cert.pem} /etc/pki/tls/certs/ca-bundle.crt || echo ca-certificates
    # For `make build` and `make lint`: objcopy strips programs, readelf lists their libraries.
    command -v readelf >/dev/null || echo binutils
    # For the queries in README.md.
    command -v curl >/dev/null || echo curl
    # For the tests: python3 reads the files independently, openssl makes certificates.
    command -v python3 >/dev/null || echo python3
    command -v openssl >/dev/null || echo openssl
    # For the checks of alerts and manifests: a Python environment, and promtool, which also checks metrics.
    python3 -c 'import ensurepip' 2>/dev/null || echo python3-venv
    command -v promtool >/dev/null || echo prometheus
}

# Whether one of the programs is executable.
first_program() {
    local program
    for program in "$@"; do
        command -v "$program" >/dev/null && return
    done
    return 1
}

# Whether one of the files exists.
first_file() {
    local file
    for file in "$@"; do
        [ -e "$file" ] && return
    done
    return 1
}

# Debian 12 has had librabbitmq 0.11.0 with and without fixes of security defects.
librabbitmq_is_old() {
    local installed
    installed=$(dpkg-query --show --showformat '${Version}' librabbitmq4 2>/dev/null) || return 1
    dpkg --compare-versions "$installed" lt 0.11.0-1+deb12u3
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "setup: run this as root, then retry: $*" >&2
        return 1
    fi
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@" </dev/null
}

# Installs the packages without starting their services: tests start servers of their own.
# An existing policy is the administrator's (Debian policy, invoke-rc.d), and stays.
policy=/usr/sbin/policy-rc.d
policy_mark="# setup.sh of token-etl, process $$"

without_services() {
    local status=0
    if [ -e "$policy" ]; then "$@"; return; fi
    trap remove_policy EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    printf '#!/bin/sh\n%s\nexit 101\n' "$policy_mark" | as_root install -m 755 /dev/stdin "$policy" || return
    "$@" || status=$?
    remove_policy
    trap - EXIT INT TERM
    return "$status"
}

# Removes the policy of this process, and no other.
remove_policy() {
    if grep -qsxF "$policy_mark" "$policy"; then as_root rm -f "$policy"; fi
}

check_swift() {
    local version
    if ! command -v swift >/dev/null; then
        echo "setup: Swift 6.3 or newer is needed: https://www.swift.org/install" >&2
        return 1
    fi
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p')
    if [ "$(printf '%s\n' 6.3 "$version" | sort -V | head -n 1)" != 6.3 ]; then
        echo "setup: Swift 6.3 or newer is needed, but this is $version: https://www.swift.org/install" >&2
        return 1
    fi
}

check_swift
mapfile -t packages < <(missing_packages)
if librabbitmq_is_old; then packages+=(librabbitmq4 librabbitmq-dev); fi
if [ ${#packages[@]} = 0 ]; then exit; fi

if ! command -v apt-get >/dev/null; then
    echo "setup: missing packages, by their Debian names: ${packages[*]}" >&2
    exit 1
fi
echo "Installing ${packages[*]}"
# The package lists may be missing or out of date, but mostly are not.
without_services apt_install "${packages[@]}" ||
    { as_root apt-get update && without_services apt_install "${packages[@]}"; }
