// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions to the kernel about an interface.
 */
#include "link.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* A tag is not counted against the MTU. */
#define VLAN_TAG_LEN	4

static int ask(int fd, unsigned long what, struct ifreq *request)
{
	return ioctl(fd, what, request) < 0 ? -errno : 0;
}

/*
 * A veth pair and a tun device take the pages of a ring by copying them to
 * new ones; an encrypting tunnel reads packets that lie in one piece with
 * less effort.
 */
static bool is_copying(int fd, struct ifreq *request)
{
	static const char *const kinds[] = {
		"veth", "tun", "snaptun", "wireguard",
	};
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	size_t i;

	request->ifr_data = (void *)&info;
	if (ask(fd, SIOCETHTOOL, request))
		return false;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!strncmp(info.driver, kinds[i], sizeof(info.driver)))
			return true;
	}
	return false;
}

static void set_type(struct snt_link *link, const struct sockaddr *hwaddr)
{
	link->type = hwaddr->sa_family;
	switch (link->type) {
	case ARPHRD_ETHER:
	case ARPHRD_LOOPBACK:
		memcpy(link->address, hwaddr->sa_data, sizeof(link->address));
		link->header_len = ETH_HLEN;
		link->is_known = true;
		break;
	case ARPHRD_NONE:
	case ARPHRD_RAWIP:
		link->is_known = true;
		break;
	}
}

static int get(struct snt_link *link, int fd)
{
	struct ifreq request = { 0 };
	int ret;

	memcpy(request.ifr_name, link->name, sizeof(link->name));
	ret = ask(fd, SIOCGIFINDEX, &request);
	if (ret)
		return ret;
	link->index = request.ifr_ifindex;
	ret = ask(fd, SIOCGIFFLAGS, &request);
	if (ret)
		return ret;
	link->is_up = request.ifr_flags & IFF_UP;
	ret = ask(fd, SIOCGIFHWADDR, &request);
	if (ret)
		return ret;
	set_type(link, &request.ifr_hwaddr);
	link->is_copying = link->type == ARPHRD_LOOPBACK ||
			   is_copying(fd, &request);
	return snt_link_update_mtu(link, fd);
}

/**
 * snt_link_get - find an interface
 * @link: what is known of it
 * @name: its name
 *
 * Return: 0; -EINVAL: this cannot be a name; -ENODEV: there is none; another
 * negative errno.
 */
int snt_link_get(struct snt_link *link, const char *name)
{
	int fd, ret;

	*link = (struct snt_link) { 0 };
	if (!name || !*name || strlen(name) >= sizeof(link->name))
		return -EINVAL;
	memcpy(link->name, name, strlen(name));
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	ret = get(link, fd);
	close(fd);
	return ret;
}

/**
 * snt_link_update_mtu - ask for the MTU anew
 * @link: the interface
 * @fd: any socket
 *
 * Return: 0 or a negative errno; the MTU is the old one then.
 */
int snt_link_update_mtu(struct snt_link *link, int fd)
{
	struct ifreq request = { 0 };
	int ret;

	memcpy(request.ifr_name, link->name, sizeof(link->name));
	ret = ask(fd, SIOCGIFMTU, &request);
	if (!ret)
		link->mtu = (uint32_t)request.ifr_mtu;
	return ret;
}

/**
 * snt_link_frame_max - the longest frame that the interface takes
 * @link: the interface
 * @frame: the frame, whose VLAN tag is not counted; or NULL
 * @len: its length
 *
 * Return: bytes, or SIZE_MAX where only the kernel knows.
 */
size_t snt_link_frame_max(const struct snt_link *link, const uint8_t *frame,
			  size_t len)
{
	size_t max = (size_t)link->mtu + link->header_len;

	if (!link->is_known)
		return SIZE_MAX;
	if (frame && link->header_len && len >= ETH_HLEN && frame[12] == 0x81 &&
	    frame[13] == 0)
		max += VLAN_TAG_LEN;
	return max;
}
