#!/usr/bin/env bash
# Builds and starts the stack of docker/compose.yaml and loads a sample. Meanwhile it scales and kills stages, and stops the whole stack once.
# Then it sends a query by GraphQL, looks at the console, and checks every row of the tables and how every container ended. It uses a
# project, secrets, images and data of its own, and removes them at the end.
# usage: scripts/compose-test.sh   (COMPOSE=docker-compose for that client; TRANSFERS=1000000)
set -euo pipefail
cd "$(dirname "$0")/.."

transfers=${TRANSFERS:-1000000}
project=token-etl-test-$$
work=$(mktemp -d)
watcher=

fail() { echo "compose-test: $*" >&2; exit 1; }
say() { printf '\n==> %s (%s)\n' "$*" "$(date -u +%T)"; }

require_engine() {
    command -v docker >/dev/null || fail "docker is not installed. On Debian: apt-get install docker.io docker-compose"
    docker info >"$work/engine" 2>&1 ||
        fail "the Docker engine does not answer ($(tail -n 1 "$work/engine")). Start one: systemctl start docker, or dockerd as root"
    command -v python3 >/dev/null || fail "python3 is not installed; the test reads the sample with it"
    if [ -z "${COMPOSE:-}" ]; then
        if docker compose version >/dev/null 2>&1; then COMPOSE="docker compose"; else COMPOSE=docker-compose; fi
    fi
    $COMPOSE version >/dev/null 2>&1 || fail "Docker Compose is not installed. On Debian: apt-get install docker-compose"
}

# The user who runs this creates the sample, and the containers read it under the same user ID.
compose() {
    # The command may be two words.
    # shellcheck disable=SC2086
    COMPOSE_FILE=docker/compose.yaml COMPOSE_PROJECT_NAME=$project ETL_VERSION=$project ETL_USER=$(id -u):$(id -g) \
        ETL_DATA=$work/data ETL_SECRETS=$work/secrets $COMPOSE "$@"
}

etl() { compose run --rm -T etl "$@"; }
psql=(psql --username postgres --dbname etl)
sql() { compose exec -T postgres "${psql[@]}" --no-psqlrc --tuples-only --no-align --command "$1"; }
containers() { docker ps --quiet --filter "label=com.docker.compose.project=$project" "$@"; }
service() { containers --filter "label=com.docker.compose.service=$1"; }

clean_up() {
    local status=$?
    trap - EXIT
    if [ $status != 0 ] && [ -n "$watcher" ]; then
        compose ps || true
        compose logs --no-color --tail 40 2>&1 | tail -n 300 || true
    fi
    if [ -n "$watcher" ]; then
        say "Removing the stack"
        kill "$watcher" 2>/dev/null || true
        compose --profile tools --profile graphql --profile console --profile monitoring down --volumes --remove-orphans >/dev/null 2>&1 || true
        docker image rm "token-etl/"{extractor,transformer,loader,graphql,console,etl}":$project" >/dev/null 2>&1 || true
    fi
    rm -rf "$work"
    exit $status
}

# `down` removes a container together with its exit code, so this records the engine's events.
watch_ends() {
    docker events --filter "label=com.docker.compose.project=$project" --filter event=die --filter event=oom --format \
        '{{.Action}} {{index .Actor.Attributes "com.docker.compose.service"}} {{index .Actor.Attributes "exitCode"}} {{.Actor.ID}}' \
        >"$work/ends" &
    watcher=$!
}

# Fails if the engine killed a container for its memory or after its grace period, or if one of our containers failed.
check_ends() {
    local event name code id
    while read -r event name code id; do
        case $event:$name:$code in
            oom:*) fail "$name ran out of memory" ;;
            # A signal that arrived before the program handled signals.
            die:*:0 | die:*:143 | die:etl:1) ;;
            *) [ "$id" = "$killed" ] || fail "a container of $name exited with $code" ;;
        esac
    done < <(sed 's/^oom \([^ ]*\) .* /oom \1 - /' "$work/ends")
    echo "$(grep -c ^die "$work/ends") containers exited; only the one killed on purpose exited abnormally"
}

# Waits until a command succeeds.
await() { # SECONDS WHAT COMMAND…
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@"; do
        [ $SECONDS -lt "$deadline" ] || fail "timed out: $what"
        sleep 1
    done
}

has_loaded() { [ "$(sql 'SELECT count(*) FROM etl.batches')" -ge "$1" ]; }
is_loaded() {
    [ "$(sql "SELECT count(*) FROM etl.sources WHERE batches IS NULL OR batches <>
        (SELECT count(*) FROM etl.batches WHERE batches.source_id = sources.source_id)")" = 0 ]
}
are_healthy() {
    [ "$(containers | wc -l)" = "$1" ] && [ "$(containers --filter health=healthy | wc -l)" = "$1" ]
}
is_healthy() { [ -n "$(containers --filter "label=com.docker.compose.service=$1" --filter health=healthy)" ]; }

# Prints the answer of GraphQL at the port that it has on this machine.
query() { # TEXT
    python3 -c 'if True:
        import json, sys, urllib.request
        body = json.dumps({"query": sys.argv[2]}).encode()
        request = urllib.request.Request(f"http://{sys.argv[1]}/graphql", body, {"Content-Type": "application/json"})
        print(urllib.request.urlopen(request, timeout=30).read().decode())
    ' "$(compose --profile graphql port graphql 8000)" "$1"
}

# Logs in to the console as its users do, and prints the sentence of its first page.
visit() { # PORT NAME PASSWORD CERTIFICATE
    python3 -c 'if True:
        import http.cookiejar, re, ssl, sys, urllib.parse, urllib.request
        port, name, password, certificate = sys.argv[1:]
        origin = f"https://localhost:{port}"
        trust = ssl.create_default_context(cafile=certificate)
        browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        form = urllib.parse.urlencode({"name": name, "password": password, "to": "/"}).encode()
        browser.open(urllib.request.Request(origin + "/login", form, {"Origin": origin}), timeout=30)
        page = browser.open(origin + "/", timeout=30).read().decode()
        print(re.sub("<[^>]*>", "", re.search("<p class=.verdict.*?</p>", page, re.S)[0]))
    ' "$@"
}

trap clean_up EXIT
require_engine
chmod 755 "$work"
mkdir "$work/data"
scripts/docker-secrets.sh "$work/secrets" >/dev/null
watch_ends

say "Building, with $($COMPOSE version | head -n 1)"
# Other base images, where no registry can be reached.
arguments=()
for name in SWIFT BASE; do
    image=ETL_${name}_IMAGE
    if [ -n "${!image:-}" ]; then arguments+=(--build-arg "${name}_IMAGE=${!image}"); fi
done
if [ -n "${ETL_PACKAGES:-}" ]; then arguments+=(--build-arg "PACKAGES=$ETL_PACKAGES"); fi
compose --profile tools --profile graphql --profile console build "${arguments[@]}" >"$work/build" 2>&1 || { tail -n 50 "$work/build"; fail "cannot build the images"; }
docker image ls "token-etl/*:$project"

say "Generating a sample"
docker run --rm --user "$(id -u)" --volume "$work/data:/out" "token-etl/etl:$project" sample --transfers "$transfers" /out
# The second half comes later, so that something is loading when the stack is stopped, however fast the machine is.
awk -v half=$((transfers / 2)) -v first="$work/first.csv" -v second="$work/data/token_transfers_2.csv" \
    '{ print > (NR <= half + 1 ? first : second) } NR == 1 { print > second }' "$work/data/token_transfers.csv"
mv "$work/first.csv" "$work/data/token_transfers.csv"
gzip -1 "$work/data/token_transfers.csv" "$work/data/token_transfers_2.csv"
mv "$work/data/token_transfers_2.csv.gz" "$work"
head -n 1001 "$work/data/tokens.csv" >"$work/data/late.csv"

say "Starting"
compose up -d
await 120 "every container is healthy" are_healthy 5
# Small batches, so that the load lasts long enough for the next steps.
etl submit --batch-records 200 '/data/token*.csv*'

say "Scaling while it loads"
await 60 "a batch is loaded" has_loaded 1
compose up -d --scale transformer=3 --scale loader=2
[ "$(service transformer | wc -l)" = 3 ] || fail "expected three transformers"
[ "$(service loader | wc -l)" = 2 ] || fail "expected two loaders"

say "Killing a loader"
mv "$work/token_transfers_2.csv.gz" "$work/data"
loaded=$(sql 'SELECT count(*) FROM etl.batches')
etl submit --batch-records 200 /data/token_transfers_2.csv.gz
await 60 "another batch is loaded" has_loaded $((loaded + 1))
killed=$(docker ps --quiet --no-trunc --filter "label=com.docker.compose.project=$project" \
    --filter "label=com.docker.compose.service=loader" | head -n 1)
docker kill "$killed" >/dev/null

say "Stopping everything while it loads"
is_loaded && fail "the sample is already loaded: raise TRANSFERS"
compose down
check_ends

say "Starting again"
compose up -d --scale transformer=3 --scale loader=2
await 600 "the sample is loaded" is_loaded
etl status

say "Creating a dead letter and replaying it"
compose stop extractor
cp -p "$work/data/late.csv" "$work/late.csv"
etl submit /data/late.csv
echo >>"$work/data/late.csv"
compose up -d --scale transformer=3 --scale loader=2
await 60 "the dead letter is there" eval '! etl status >/dev/null'
etl dead-letters list
cp -p "$work/late.csv" "$work/data/late.csv"
etl dead-letters replay --all
await 60 "it is loaded" is_loaded
etl status

say "Querying by GraphQL"
compose --profile graphql up -d --scale transformer=3 --scale loader=2
await 60 "GraphQL is healthy" is_healthy graphql
answer=$(query '{ __typename }')
[ "$answer" = '{"data":{"__typename":"Query"}}' ] || fail "GraphQL answered $answer"

say "Looking at the console"
ETL_CONSOLE_PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export ETL_CONSOLE_PORT
password=$(openssl rand -hex 12)
docker run --rm --interactive --user "$(id -u)" --volume "$work/secrets:/secrets" "token-etl/etl:$project" \
    logins add /secrets/console_logins ana --role reader <<<"$password"
compose --profile graphql --profile console up -d --scale transformer=3 --scale loader=2
await 60 "the console is healthy" is_healthy console
await 60 "the console says that all is well" eval \
    'visit "$ETL_CONSOLE_PORT" ana "$password" "$work/secrets/console_certificate" | tee /dev/stderr | grep -q "All is well"'

say "Stopping"
compose --profile graphql --profile console down
check_ends

say "Comparing the tables with the files"
python3 Tests/Reference/reference.py "$work"/data/token* "$work/data/late.csv" --tables "$work/expected"
compose up -d postgres
await 60 "PostgreSQL answers" eval 'sql "SELECT 1" >/dev/null 2>&1'
container=$(service postgres)
python3 Tests/Reference/check.py --expected "$work/expected" --psql "docker exec $container ${psql[*]}"
echo "every row matches the files"
