#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Names of the files that the module is built from, relative to the top.
#
#   sources.sh              with the tests for KUnit
#   sources.sh --shipped    without tests, with what DKMS needs
set -euo pipefail
cd "$(dirname "$0")/../.."

find Kbuild VERSION module uapi -type f \
	\( -name '*.[ch]' -o -name 'Kbuild*' -o -name VERSION \) \
	! -name '.*' | sort |
	if [ "${1:-}" = --shipped ]; then
		grep -v '^module/tests/'
		printf '%s\n' Makefile dkms.conf
	else
		cat
	fi
