# SPDX-License-Identifier: GPL-2.0-only
# Sourced.  Packages of any Debian suite without touching this machine's apt.
# shellcheck shell=bash

# The mirror that this machine's apt uses for packages labelled so.
apt_mirror() {
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(REPO_URI)|$(LABEL)' \
		'Created-By: Packages' | awk -F'|' -v l="$1" '$2 == l {print $1; exit}'
}

# private_apt DIR SUITE: make DIR an apt state of its own for SUITE and point
# APT_CONFIG there; apt-get and apt-cache then know that suite only.
private_apt() {
	local dir=$1 suite=$2 release=${2%-backports} mirror security opt=
	local key=/usr/share/keyrings/debian-archive-keyring.gpg

	# Labels are known once lists have been fetched, on a new machine not all.
	mirror=$(apt_mirror Debian)
	security=$(apt_mirror Debian-Security)
	if [ -z "$mirror" ] || [ -z "$security" ]; then
		[ "$(id -u)" != 0 ] || apt-get -qq update
		mirror=$(apt_mirror Debian)
		security=$(apt_mirror Debian-Security)
	fi
	[ -n "$mirror" ] || {
		echo "apt knows no Debian mirror here (apt-get update?)" >&2
		return 1
	}
	mkdir -p "$dir"/{lists/partial,cache/archives/partial,debs}
	: >"$dir/status"
	[ ! -e "$key" ] || opt="[signed-by=$key] "
	{
		echo "deb $opt$mirror $release main"
		[ "$suite" = "$release" ] || echo "deb $opt$mirror $suite main"
		[ -z "$security" ] || echo "deb $opt$security $release-security main"
	} >"$dir/sources.list"
	cat >"$dir/apt.conf" <<-A
		Dir::Etc::sourcelist "$dir/sources.list";
		Dir::Etc::sourceparts "/dev/null";
		Dir::Etc::preferences "/dev/null";
		Dir::Etc::preferencesparts "/dev/null";
		Dir::State "$dir";
		Dir::State::lists "$dir/lists";
		Dir::State::status "$dir/status";
		Dir::Cache "$dir/cache";
		APT::Install-Recommends "false";
		APT::Sandbox::User "root";
		Acquire::Languages "none";
		Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
		Acquire::IndexTargets::deb::CNF::DefaultEnabled "false";
	A
	[ "$suite" = "$release" ] ||
		echo "APT::Default-Release \"$suite\";" >>"$dir/apt.conf"
	export APT_CONFIG=$dir/apt.conf
	apt-get -qq update
}
