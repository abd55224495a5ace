#!/usr/bin/env bash
# Compares the digests of base images, and the commits of actions, with what their tags name today.
# usage: scripts/image-digests.sh check | update
#   check   fails with the differences
#   update  writes the new digests and commits into the files
# Needs bash, curl, git and sed. REGISTRY, REGISTRY_TOKENS and ACTIONS name other servers.
set -euo pipefail
cd "$(dirname "$0")/.."
registry=${REGISTRY:-https://registry-1.docker.io}
tokens=${REGISTRY_TOKENS-https://auth.docker.io/token?service=registry.docker.io}
actions=${ACTIONS:-https://github.com}
shopt -s nullglob
files=(docker/Dockerfile docker/compose.yaml .github/workflows/*.yml)

fail() { echo "image-digests: $*" >&2; exit 1; }

# Prints the digest of the list of all platforms that a tag names.
digest() { # NAME TAG
    local name=$1 token header=()
    [[ $name == */* ]] || name=library/$name
    if [[ -n $tokens ]]; then
        token=$(curl -fsS --max-time 30 "$tokens&scope=repository:$name:pull" | sed -E 's/.*"token" *: *"([^"]*)".*/\1/') ||
            fail "no permission to read $name from $registry"
        header=(--header "Authorization: Bearer $token")
    fi
    curl -fsS --max-time 30 --head "${header[@]}" \
        --header "Accept: application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json" \
        "$registry/v2/$name/manifests/$2" | tr -d '\r' | sed -nE 's/^docker-content-digest: *(sha256:[0-9a-f]{64})$/\1/Ip'
}

# Prints the commit of a tag, also of an annotated one.
commit() { # NAME TAG
    git ls-remote "$actions/$1" "refs/tags/$2" "refs/tags/$2^{}" | sort -k 2 | tail -n 1 | cut -f 1
}

# Compares one pin, and replaces it everywhere in an update.
renew() { # TEXT OLD NEW PATTERN
    [[ $3 =~ ^$4$ ]] || fail "no answer for $1"
    [[ $2 != "$3" ]] || return 0
    echo "$1: $2 -> $3"
    different=1
    [[ $mode == check ]] || sed -i "s|$2|$3|g" "${files[@]}"
}

mode=${1:-}
[[ $mode == check || $mode == update ]] || { sed -n '/^# usage/,/^set/{/^#/p;}' "$0" >&2; exit 2; }
different=0
while read -r reference; do
    pinned=${reference#*@} tagged=${reference%@*}
    now=$(digest "${tagged%:*}" "${tagged##*:}") || fail "no answer for $tagged from $registry"
    renew "$tagged" "$pinned" "$now" 'sha256:[0-9a-f]{64}'
done < <(grep -ohE '[a-z0-9][a-z0-9./-]*:[A-Za-z0-9._-]+@sha256:[0-9a-f]{64}' "${files[@]}" | sort -u)
while read -r reference tag; do
    now=$(commit "${reference%@*}" "$tag") || fail "no answer for ${reference%@*} from $actions"
    renew "${reference%@*} $tag" "${reference#*@}" "$now" '[0-9a-f]{40}'
done < <(sed -nE 's/.*uses: *([^ @]+@[0-9a-f]{40}) +# *([^ ]+).*/\1 \2/p' "${files[@]}" | sort -u)
[[ $mode == update || $different == 0 ]] || fail "tags name something else today. To take it: scripts/image-digests.sh update"
