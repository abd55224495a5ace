#!/usr/bin/env bash
# Creates the passwords of docker/compose.yaml as files in docker/secrets (or $1). It keeps existing files: remove a file to get a new one.
set -euo pipefail
cd "$(dirname "$0")/.."
directory=${1:-docker/secrets}

command -v openssl >/dev/null || { echo "docker-secrets: openssl is not installed" >&2; exit 1; }

# Other users of this machine cannot enter the directory. The files are readable by all: Docker mounts each with its mode into
# the containers that use it, whose users have other IDs.
mkdir -p "$directory"
chmod 700 "$directory"
cd "$directory"

# Writes a file unless it exists. The rename comes last, so that a file is complete or missing.
make_secret() { # NAME TEXT
    # Compose 1.29 creates a directory if it finds no file.
    if [ -d "$1" ]; then rmdir "$1"; fi
    [ -s "$1" ] || write "$1" "$2"
}

write() { # NAME TEXT
    printf '%s\n' "$2" >"$1.new"
    chmod 444 "$1.new"
    mv -f "$1.new" "$1"
}

# A certificate that this machine signs itself, for https://localhost. A browser asks once whether to trust it.
make_certificate() { # CERTIFICATE KEY
    local name
    for name in "$@"; do if [ -d "$name" ]; then rmdir "$name"; fi; done
    if [ -s "$1" ] && [ -s "$2" ]; then return; fi
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 397 -subj /CN=localhost \
        -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -keyout "$2.new" -out "$1.new" 2>/dev/null
    chmod 444 "$1.new" "$2.new"
    mv -f "$2.new" "$2"
    mv -f "$1.new" "$1"
}

# Letters and digits only, which need no escaping in a URL.
password() { openssl rand -hex 24; }

password_in() { sed -E 's|^[^:]+://[^:]+:([^@]+)@.*|\1|' "$1"; }

# Bytes of hexadecimal digits.
# shellcheck disable=SC2001
bytes() { printf '%b' "$(sed 's/../\\x&/g' <<<"$1")"; }

# As RabbitMQ keeps passwords: https://www.rabbitmq.com/docs/passwords#computing-password-hash
broker_hash() { # PASSWORD
    local salt
    salt=$(openssl rand -hex 4)
    { bytes "$salt"; { bytes "$salt"; printf '%s' "$1"; } | openssl dgst -sha256 -binary; } | openssl base64 -A
}

broker_user() { # NAME TAGS
    printf '    {"name": "%s", "password_hash": "%s", "hashing_algorithm": "rabbit_password_hashing_sha256", "tags": [%s]}' \
        "$1" "$(broker_hash "$(password_in "broker_url_$1")")" "$2"
}

broker_users() {
    printf '{\n  "users": [\n%s,\n%s,\n%s,\n%s,\n%s\n  ]\n}' "$(broker_user extractor '')" "$(broker_user transformer '')" \
        "$(broker_user loader '')" "$(broker_user operator '"monitoring"')" "$(broker_user console '"monitoring"')"
}

make_secret postgres_password "$(password)"
make_secret database_url_owner "postgresql://etl:$(password)@postgres/etl"
make_secret database_url_submitter "postgresql://submitter:$(password)@postgres/etl"
make_secret database_url_loader "postgresql://loader:$(password)@postgres/etl"
make_secret database_url_reader "postgresql://reader:$(password)@postgres/etl"
make_secret database_url_console "postgresql://console:$(password)@postgres/etl"
for user in extractor transformer loader operator console; do
    make_secret "broker_url_$user" "amqp://$user:$(password)@rabbitmq/etl"
done
make_secret grafana_password "$(password)"
make_secret nodes '# name=URL of each node, one a line: mainnet=https://rpc.example.com/KEY'
make_secret console_logins ''
# Those that somebody edits.
chmod 644 nodes console_logins
make_certificate console_certificate console_key
# Always rewritten, from the URLs.
if [ -d broker_users.json ]; then rmdir broker_users.json; fi
write broker_users.json "$(broker_users)"
make_secret made-by-make-docker-secrets '# If this file is missing, run `make docker-secrets`.'
echo "The passwords are in $PWD"
