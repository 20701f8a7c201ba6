#!/usr/bin/env bash
# The browser tests need Chromium. As root on Debian or Ubuntu it is installed;
# elsewhere we say how.
set -eu
for b in chromium chromium-browser google-chrome; do
	command -v "$b" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
	echo "installing chromium for the browser tests" >&2
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
	exit 0
fi
cat >&2 <<'MSG'
The browser tests need Chromium, which is not on this machine. Install it with
  sudo apt-get install chromium          (Debian)
  sudo snap install chromium             (Ubuntu)
and run `make test` again. `go test ./...` runs everything but those tests.
MSG
exit 1
