# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion of snaptun-agent for bash.

_snaptun_agent() {
	local word=${COMP_WORDS[COMP_CWORD]} i words
	words="run once status wait"
	case ${COMP_WORDS[COMP_CWORD - 1]} in
	--config | -c | --socket | -s)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	--timeout | -t) return ;;
	esac
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		wait) words=$(snaptun-agent status 2>/dev/null |
			sed -n 's/^device: //p') ;;
		run | once | status) words= ;;
		esac
	done
	words+=" --config --socket --json --timeout --version --help"
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -F _snaptun_agent snaptun-agent
