#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Every file of ours names its licence on line 1, or 2 after an interpreter or
# a format's own first line.  Data without comments is listed here.
set -euo pipefail
cd "$(dirname "$0")/../.."

list() {
	if git rev-parse --git-dir >/dev/null 2>&1; then
		git ls-files
	else
		find . -path ./build -prune -o -type f -print | sed 's,^\./,,'
	fi
}

bad=$(list | while read -r f; do
	case $f in
	VERSION | LICENSES/* | *.json | *.lock | *.sum | */corpus/* | *.svg | \
		debian/changelog | debian/copyright | debian/source/format | \
		*.png | .gitignore | */.gitignore | .gitattributes | selftests/settings) continue ;;
	esac
	[ -f "$f" ] && [ -s "$f" ] || continue
	head -n 2 "$f" | grep -q 'SPDX-License-Identifier: ' || echo "$f"
done)
[ -z "$bad" ] || { echo "no SPDX line:"; echo "$bad"; exit 1; }
