# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# The test library, for scripts in selftests/ and below.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
# shellcheck source=selftests/lib/ktap.sh
. lib/ktap.sh
# shellcheck source=selftests/lib/wait.sh
. lib/wait.sh
# shellcheck source=selftests/lib/trace.sh
. lib/trace.sh
# shellcheck source=selftests/lib/memory.sh
. lib/memory.sh
# shellcheck source=selftests/lib/netns.sh
. lib/netns.sh
# shellcheck source=selftests/lib/dev.sh
. lib/dev.sh
# shellcheck source=selftests/lib/inject.sh
. lib/inject.sh
# shellcheck source=selftests/lib/interop.sh
. lib/interop.sh
# shellcheck source=selftests/lib/client.sh
. lib/client.sh
