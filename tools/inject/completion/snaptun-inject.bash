# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion of snaptun-inject for bash.

_snaptun_inject_options() { # by command
	local ring="--rate --wait --frame-size --frames --protocol --bypass-qdisc
		--copy --json --help"
	local made="--from --to --size --flows --ether --count"
	case $1 in
	file | hex) echo "--times $ring" ;;
	udp) echo "$made $ring" ;;
	scion) echo "--echo --path $made $ring" ;;
	receive) echo "--count --idle --json --help" ;;
	esac
}

_snaptun_inject_words() {
	local command=${COMP_WORDS[1]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	case $COMP_CWORD:$previous in
	1:*) echo "file hex udp scion receive --help --version" ;;
	2:*) (cd /sys/class/net && echo *) ;;
	*:--rate)
		echo max
		[[ $command != file ]] || echo recorded
		;;
	*:--copy) echo "auto never always" ;;
	*:--path) echo "empty scion onehop" ;;
	*:--from | *:--to | *:--size | *:--flows | *:--ether | *:--count | \
		*:--times | *:--wait | *:--idle | *:--frame-size | *:--frames | \
		*:--protocol) ;;
	3:*)
		[[ $command != file ]] || echo "@file"
		_snaptun_inject_options "$command"
		;;
	*) _snaptun_inject_options "$command" ;;
	esac
}

_snaptun_inject() {
	local current=${COMP_WORDS[COMP_CWORD]} words
	words=$(_snaptun_inject_words)
	COMPREPLY=()
	if [[ $words == *@file* ]]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
		words=${words//@file/}
	fi
	mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < \
		<(compgen -W "$words" -- "$current")
}

complete -F _snaptun_inject snaptun-inject
