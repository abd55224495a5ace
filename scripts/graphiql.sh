#!/usr/bin/env bash
# Fetches the files of GraphiQL, the page to try queries, for `graphql --page FOLDER`. Needs python3 with venv.
#
# usage: scripts/graphiql.sh FOLDER
set -euo pipefail
folder=$1
package=graphene-django-graphiql-static
version=0.8
sha256=f5a8669485fdf2ef292ad024867093d057c63d165f52a64d58f4313fd6b5e3c5
files=(graphiql.min.css graphiql.min.js react.production.min.js react-dom.production.min.js)

[[ -f $folder/.sha256-$sha256 ]] && exit
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# pip refuses a file with another hash. The package itself is Python, and is not installed.
echo "$package==$version --hash=sha256:$sha256" >"$work/requirements.txt"
# Debian has pip within virtual environments only, unless it is installed.
python3 -m venv "$work/environment"
"$work/environment/bin/pip" download --quiet --retries 1 --no-deps --require-hashes --only-binary :all: --dest "$work" \
    --requirement "$work/requirements.txt"
mkdir -p "$folder"
for file in "${files[@]}"; do
    python3 -c 'import sys, zipfile
archive, name = sys.argv[1:]
sys.stdout.buffer.write(zipfile.ZipFile(archive).read(name))' \
        "$work"/*.whl "graphene_django_graphiql_static/static/graphene_django_graphiql_static/$file" >"$folder/$file"
done
touch "$folder/.sha256-$sha256"
