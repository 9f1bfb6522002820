// SPDX-License-Identifier: GPL-2.0-only
/*
 * What "up" did is remembered, so that "down" undoes that and "reload" goes on
 * from there, whatever became of the file. It is kept until the next boot, by
 * namespace and interface, with the parts of the file that are of use then: no
 * keys. It is replaced as a whole before anything is done that outlives the
 * link, so that whoever is killed leaves nothing that "down" does not know.
 */
#include "quick.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl.h"
#include "mem.h"
#include "text.h"

#define STATE_FOLDER	"/run/snaptun"
#define STATE_FIRST	"snaptun-ctl 1\n"
#define BOOT_ID		"/proc/sys/kernel/random/boot_id"

/* Not used twice until the next boot, unlike the namespace's inode. */
static unsigned long long netns_cookie(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	uint64_t cookie = 0;
	socklen_t len = sizeof(cookie);

	if (fd < 0)
		return 0;
	getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len);
	close(fd);
	return cookie;
}

static void name_file(char path[PATH_MAX], const char *ifname,
		      const char *ending)
{
	snprintf(path, PATH_MAX, STATE_FOLDER "/%llu-%s%s", netns_cookie(),
		 ifname, ending);
}

/* That of another boot tells nothing of this one, should /run outlive it. */
static void read_boot_id(char *id, size_t size)
{
	FILE *file = fopen(BOOT_ID, "re");

	if (!file || !fgets(id, (int)size, file))
		snprintf(id, size, "unknown\n");
	if (file)
		fclose(file);
}

static int lock_file(const char *path)
{
	struct stat st;
	int fd;

	for (;;) {
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		if (fd < 0)
			return -errno;
		if (flock(fd, LOCK_EX | LOCK_NB) || fstat(fd, &st)) {
			close(fd);
			return -EBUSY;
		}
		if (st.st_nlink)
			return fd;
		/* whoever had it has just removed it */
		close(fd);
	}
}

/**
 * quick_lock - keep others from working on the same interface
 * @quick: keeps the lock until quick_uninit()
 *
 * Does not wait: a hook that calls us for its own interface would wait for
 * ever.
 *
 * Return: 0, or the exit status after saying who is in the way.
 */
int quick_lock(struct quick *quick)
{
	char path[PATH_MAX];

	mkdir(STATE_FOLDER, 0700);
	name_file(path, quick->ifname, ".lock");
	quick->lock = lock_file(path);
	if (quick->lock >= 0)
		return 0;
	if (quick->lock == -EBUSY)
		return ctl_fail("another " CTL_NAME " is at work on `%s'",
				quick->ifname);
	return ctl_fail("%s: %s", path, strerror(-quick->lock));
}

/* Without its preshared key */
static void write_gateway(FILE *out, const struct quick *quick)
{
	struct snt_peer bare = *quick->conf.dev->gateway;
	struct snt_dev one = { .gateway = &bare };

	bare.flags &= SNT_PEER_HAS_ENDPOINT;
	quick_write_gateway(out, &one, &quick->conf.quick);
}

static void write_facade(FILE *out, const struct snt_dev *dev)
{
	char text[SNT_ADDR_TEXT];

	if (dev->facade.sa.sa_family)
		fprintf(out, "Facade = %s\n",
			snt_text_sockaddr(text, &dev->facade));
}

static void write_allowed_ips(FILE *out, const struct snt_dev *dev)
{
	const struct snt_peer *peer;

	for (peer = dev->peers; peer; peer = peer->next) {
		struct snt_peer bare = *peer;
		struct snt_dev one = { .peers = &bare };

		bare.next = NULL;
		bare.flags &= SNT_PEER_REPLACE_ALLOWED_IPS;
		bare.encap = 0;
		snt_conf_write_peers(out, &one);
	}
}

static void write_state(FILE *out, const struct quick *quick)
{
	const struct snt_quick *conf = &quick->conf.quick;
	char boot_id[64];

	read_boot_id(boot_id, sizeof(boot_id));
	fprintf(out, STATE_FIRST "%s%u %u %d\n%s\n", boot_id, quick->ifindex,
		quick->table, quick->has_dns, quick->path);
	fputs("[Interface]\n", out);
	quick_write_list(out, "Address", &conf->addresses);
	if (conf->mtu)
		fprintf(out, "MTU = %u\n", conf->mtu);
	quick_write_rest(out, conf);
	if (!snt_model_is_client(quick->conf.dev)) {
		write_allowed_ips(out, quick->conf.dev);
		return;
	}
	fputs("Role = client\n", out);
	write_facade(out, quick->conf.dev);
	if (quick->conf.dev->gateway)
		write_gateway(out, quick);
}

static int write_file(const char *path, const struct quick *quick)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");
	int failed;

	if (!out)
		return -errno;
	write_state(out, quick);
	failed = fflush(out) || ferror(out);
	failed |= fclose(out);
	return failed ? -EIO : 0;
}

/**
 * quick_remember - keep what was done, or is about to be
 * @quick: the interface, locked
 *
 * Return: 0, or the exit status after saying what is wrong.
 */
int quick_remember(const struct quick *quick)
{
	char path[PATH_MAX], fresh[PATH_MAX];
	int ret;

	name_file(path, quick->ifname, "");
	name_file(fresh, quick->ifname, ".new");
	ret = write_file(fresh, quick);
	if (!ret && rename(fresh, path))
		ret = -errno;
	if (!ret)
		return 0;
	unlink(fresh);
	return ctl_fail("%s: %s", path, strerror(-ret));
}

static int read_head(struct quick *quick, FILE *file)
{
	char first[64], boot_id[64], text[64], path[PATH_MAX + 1];
	int has_dns;

	read_boot_id(boot_id, sizeof(boot_id));
	if (!fgets(first, sizeof(first), file) ||
	    !fgets(text, sizeof(text), file) || strcmp(first, STATE_FIRST) ||
	    strcmp(text, boot_id))
		return -EINVAL;
	if (!fgets(text, sizeof(text), file) ||
	    sscanf(text, "%u %u %d\n", &quick->ifindex, &quick->table,
		   &has_dns) != 3 ||
	    !fgets(path, sizeof(path), file))
		return -EINVAL;
	quick->has_dns = has_dns;
	quick->path = snt_mem_copy(path, strcspn(path, "\n"));
	return 0;
}

static int read_conf(struct quick *quick, FILE *file)
{
	struct snt_conf_error error;
	char *text = NULL;
	size_t max = 0, len = 0, n;
	int ret;

	do {
		text = snt_mem_grow(text, &max, len + 4096, 1);
		n = fread(text + len, 1, max - len, file);
		len += n;
	} while (n);
	ret = snt_conf_parse(&quick->conf, text, len, true, &error);
	free(text);
	if (!ret)
		strcpy(quick->conf.dev->name, quick->ifname);
	return ret;
}

/**
 * quick_recall - find what was kept of an interface
 * @quick: filled; to be freed with quick_uninit() also on failure
 * @ifname: the interface, locked by the caller
 *
 * Return: 0, or -ENOENT: there is nothing, or nothing of this boot.
 */
int quick_recall(struct quick *quick, const char *ifname)
{
	char path[PATH_MAX];
	FILE *file;
	int ret;

	memset(quick, 0, sizeof(*quick));
	quick->lock = -1;
	strcpy(quick->ifname, ifname);
	name_file(path, ifname, "");
	file = fopen(path, "re");
	if (!file)
		return -ENOENT;
	ret = read_head(quick, file);
	if (!ret)
		ret = read_conf(quick, file);
	fclose(file);
	return ret ? -ENOENT : 0;
}

/**
 * quick_forget - there is nothing left to be undone
 * @quick: the interface, locked; the lock stays until quick_uninit()
 */
void quick_forget(const struct quick *quick)
{
	char path[PATH_MAX];

	name_file(path, quick->ifname, "");
	unlink(path);
	name_file(path, quick->ifname, ".lock");
	unlink(path);
}
