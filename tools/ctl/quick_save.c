// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing the file of an interface anew from what is set now.
 */
#include "quick.h"

#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl.h"
#include "route.h"
#include "text.h"

static unsigned int count_bits(const uint8_t *bytes, size_t len)
{
	unsigned int bits = 0;

	while (len--)
		bits += (unsigned int)__builtin_popcount(bytes[len]);
	return bits;
}

static void write_address(FILE *out, const struct ifaddrs *entry)
{
	const union snt_sockaddr *addr = (const void *)entry->ifa_addr;
	const union snt_sockaddr *mask = (const void *)entry->ifa_netmask;
	struct snt_prefix prefix = { .family = addr->sa.sa_family };
	char text[SNT_ADDR_TEXT];

	if (addr->sa.sa_family == AF_INET) {
		memcpy(prefix.addr, &addr->in.sin_addr, 4);
		prefix.len = count_bits((const void *)&mask->in.sin_addr, 4);
	} else {
		memcpy(prefix.addr, &addr->in6.sin6_addr, 16);
		prefix.len = count_bits((const void *)&mask->in6.sin6_addr,
					16);
	}
	fprintf(out, "Address = %s\n", snt_text_prefix(text, &prefix));
}

static void write_addresses(FILE *out, const char *ifname)
{
	struct ifaddrs *all, *entry;

	if (getifaddrs(&all))
		return;
	for (entry = all; entry; entry = entry->ifa_next) {
		if (!strcmp(entry->ifa_name, ifname) && entry->ifa_addr &&
		    entry->ifa_netmask &&
		    (entry->ifa_addr->sa_family == AF_INET ||
		     entry->ifa_addr->sa_family == AF_INET6))
			write_address(out, entry);
	}
	freeifaddrs(all);
}

static void write_quick(FILE *out, const struct quick *quick)
{
	struct link link;

	write_addresses(out, quick->ifname);
	if (quick->conf.quick.mtu && !route_get_link(quick->ifname, &link))
		fprintf(out, "MTU = %u\n", link.mtu);
	quick_write_rest(out, &quick->conf.quick);
}

static int write_file(const char *path, const struct quick *quick,
		      const struct snt_dev *dev)
{
	int fd, failed;
	FILE *out;

	/* one that was left over may be readable by others */
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!out)
		return -errno;
	snt_conf_write_interface(out, dev);
	write_quick(out, quick);
	quick_write_gateway(out, dev, &quick->conf.quick);
	snt_conf_write_peers(out, dev);
	failed = fflush(out) || ferror(out) || fsync(fd);
	failed |= fclose(out);
	return failed ? -EIO : 0;
}

static int replace_file(const struct quick *quick, const struct snt_dev *dev)
{
	char path[PATH_MAX];
	int ret;

	snprintf(path, sizeof(path), "%s.tmp", quick->path);
	fprintf(stderr, "[#] " CTL_NAME " showconf %s > %s\n", quick->ifname,
		quick->path);
	ret = write_file(path, quick, dev);
	if (!ret && rename(path, quick->path))
		ret = -errno;
	if (!ret)
		return 0;
	unlink(path);
	return ctl_fail("%s: %s", quick->path, strerror(-ret));
}

/**
 * quick_save - write the present configuration into the file
 * @quick: the file; it is replaced as a whole or not at all
 *
 * Return: 0, or the exit status after saying what is wrong.
 */
int quick_save(const struct quick *quick)
{
	struct snt_dev *dev;
	int status = ctl_read_dev(quick->ifname, &dev);

	if (!status)
		status = replace_file(quick, dev);
	snt_model_destroy(dev);
	return status;
}
