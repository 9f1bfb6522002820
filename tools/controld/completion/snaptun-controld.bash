# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion of snaptun-controld for bash.

_snaptun_controld() {
	local word=${COMP_WORDS[COMP_CWORD]} i words
	words="serve status revoke keygen jwks token verify"
	case ${COMP_WORDS[COMP_CWORD - 1]} in
	--config | --socket | --key | keygen | jwks | verify)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	--token-version) words="0 1" ;;
	revoke) words="token holder key" ;;
	--kid | --life | --pssid | --id) return ;;
	*)
		for ((i = 1; i < COMP_CWORD; i++)); do
			case ${COMP_WORDS[i]} in
			serve | status | revoke | keygen | jwks | token | verify) words= ;;
			esac
		done
		words+=" --config --socket --json --key --kid --life --pssid --id --token-version --version --help"
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -F _snaptun_controld snaptun-controld
