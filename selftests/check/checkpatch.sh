#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The kernel's style checker over all C of the project.  What is switched off
# and why: MAINTAINERS, patch and commit matters have no meaning for files;
# VOLATILE and the like stay on.
set -euo pipefail
cd "$(dirname "$0")/../.."

tree=$(tools/gen/fetch-ynl.sh | tail -n 1)
mapfile -t files < <(find module uapi tools selftests -name corpus -prune -o \
	-name target -prune -o -name '*.[ch]' -type f -print | sort)
perl "$tree/scripts/checkpatch.pl" --no-tree --strict --terse --quiet \
	--no-summary --show-types --max-line-length=80 \
	--ignore FILE_PATH_CHANGES,SPDX_LICENSE_TAG -f "${files[@]}"
