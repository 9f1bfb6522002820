// SPDX-License-Identifier: GPL-2.0-only
/*
 * set: the grammar of wg(8), and what snaptun has besides.
 */
#include "ctl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "key.h"
#include "mem.h"
#include "names.h"
#include "parse.h"
#include "resolve.h"

/* Where a word is looked for in the grammar, and what reads its value. */
struct word {
	const char *name;
	int (*set)(struct snt_dev *dev, const char *value);
};

static int bad_value(const char *word, const char *value, const char *want)
{
	return ctl_fail("%s: `%s' is not %s", word, value, want);
}

static int read_key(const char *word, const char *path,
		    uint8_t key[SNT_KEY_LEN])
{
	int ret = snt_key_from_file(key, path);

	if (ret && !snt_key_from_text(key, path, strlen(path)))
		return ctl_fail("%s takes the file that holds the key, so that others cannot see it",
				word);
	if (ret == -EINVAL)
		return ctl_fail("%s: %s does not hold " SNT_WANT_KEY, word,
				path);
	if (ret)
		return ctl_fail("%s: %s: %s", word, path, strerror(-ret));
	return 0;
}

static int set_listen_port(struct snt_dev *dev, const char *value)
{
	dev->flags |= SNT_DEV_HAS_LISTEN_PORT;
	if (snt_parse_port(&dev->listen_port, value))
		return bad_value("listen-port", value, SNT_WANT_PORT);
	return 0;
}

static int set_fwmark(struct snt_dev *dev, const char *value)
{
	dev->flags |= SNT_DEV_HAS_FWMARK;
	if (snt_parse_fwmark(&dev->fwmark, value))
		return bad_value("fwmark", value, SNT_WANT_FWMARK);
	return 0;
}

static int set_private_key(struct snt_dev *dev, const char *value)
{
	dev->flags |= SNT_DEV_HAS_PRIVATE_KEY;
	return read_key("private-key", value, dev->private_key);
}

static int set_wire(struct snt_dev *dev, const char *value)
{
	char names[SNT_NAME_LIST];

	dev->flags |= SNT_DEV_HAS_WIRE;
	if (SNT_VALUE(wire, value, &dev->wire))
		return bad_value("wire", value, SNT_LIST(wire, names));
	return 0;
}

static int set_payload(struct snt_dev *dev, const char *value)
{
	char names[SNT_NAME_LIST];

	dev->flags |= SNT_DEV_HAS_PAYLOAD;
	if (SNT_VALUE(payload, value, &dev->payload))
		return bad_value("payload", value, SNT_LIST(payload, names));
	return 0;
}

static int set_gso(struct snt_dev *dev, const char *value)
{
	char names[SNT_NAME_LIST];

	dev->flags |= SNT_DEV_HAS_GSO;
	if (SNT_VALUE(gso, value, &dev->gso))
		return bad_value("gso", value, SNT_LIST(gso, names));
	return 0;
}

static int begin_peer(struct snt_dev *dev, const char *value)
{
	uint8_t key[SNT_KEY_LEN];

	if (snt_key_from_text(key, value, strlen(value)))
		return bad_value("peer", value, SNT_WANT_KEY);
	snt_model_add_peer(dev, key);
	return 0;
}

static int set_preshared_key(struct snt_dev *dev, const char *value)
{
	dev->last->flags |= SNT_PEER_HAS_PSK;
	return read_key("preshared-key", value, dev->last->preshared_key);
}

static int set_endpoint(struct snt_dev *dev, const char *value)
{
	char error[SNT_RESOLVE_ERROR];
	const char *want;

	if (snt_parse_endpoint(dev->last, value, &want))
		return bad_value("endpoint", value, want);
	if (snt_resolve_peer(dev->last, error))
		return ctl_fail("endpoint: %s", error);
	return 0;
}

static int set_keepalive(struct snt_dev *dev, const char *value)
{
	dev->last->flags |= SNT_PEER_HAS_KEEPALIVE;
	if (snt_parse_keepalive(&dev->last->keepalive_s, value))
		return bad_value("persistent-keepalive", value, SNT_WANT_KEEPALIVE);
	return 0;
}

static int set_encap(struct snt_dev *dev, const char *value)
{
	char names[SNT_NAME_LIST];

	dev->last->flags |= SNT_PEER_HAS_ENCAP;
	if (SNT_VALUE(encap, value, &dev->last->encap))
		return bad_value("encap", value, SNT_LIST(encap, names));
	return 0;
}

static int set_vni(struct snt_dev *dev, const char *value)
{
	dev->last->flags |= SNT_PEER_HAS_VNI;
	if (snt_parse_vni(&dev->last->vni, value))
		return bad_value("vni", value, SNT_WANT_VNI);
	return 0;
}

static int set_allowed_ips(struct snt_dev *dev, const char *value)
{
	struct snt_list rough = { 0 };
	const char *bad = NULL;
	int status = 0;
	size_t i;

	dev->last->flags |= SNT_PEER_REPLACE_ALLOWED_IPS;
	if (snt_parse_prefixes(dev->last, value, &rough, &bad))
		status = bad_value("allowed-ips", bad, SNT_WANT_PREFIX);
	for (i = 0; i < rough.nr && !status; i++)
		ctl_warn("allowed-ips: " SNT_WARN_PREFIX, rough.text[i]);
	snt_list_uninit(&rough);
	free((char *)bad);
	return status;
}

static int set_label(struct snt_dev *dev, const char *value)
{
	dev->last->flags |= SNT_PEER_HAS_LABEL;
	if (snt_parse_label(dev->last->label, value))
		return ctl_fail("the label is longer than %d bytes or has control characters",
				SNT_LABEL_LEN);
	return 0;
}

static const struct word interface_words[] = {
	{ "listen-port", set_listen_port },
	{ "fwmark", set_fwmark },
	{ "private-key", set_private_key },
	{ "wire", set_wire },
	{ "payload", set_payload },
	{ "gso", set_gso },
	{ "peer", begin_peer },
	{ }
};

static const struct word peer_words[] = {
	{ "preshared-key", set_preshared_key },
	{ "endpoint", set_endpoint },
	{ "persistent-keepalive", set_keepalive },
	{ "allowed-ips", set_allowed_ips },
	{ "encap", set_encap },
	{ "vni", set_vni },
	{ "label", set_label },
	{ "peer", begin_peer },
	{ }
};

static const struct word *find_word(const struct word *words, const char *name)
{
	for (; words->name; words++) {
		if (!strcmp(words->name, name))
			return words;
	}
	return NULL;
}

static int refuse_word(const struct snt_dev *dev, const char *name)
{
	const struct word *words = dev->last ? peer_words : interface_words;
	char list[256] = "";
	size_t used = 0;

	if (!dev->last && (find_word(peer_words, name) ||
			   !strcmp(name, "remove")))
		return ctl_fail("`%s' is said of a peer: it comes after `peer KEY'",
				name);
	if (dev->last && find_word(interface_words, name))
		return ctl_fail("`%s' is said of the interface: it comes before the first `peer'",
				name);
	for (; words->name && used < sizeof(list); words++)
		used += snprintf(list + used, sizeof(list) - used, " %s",
				 words->name);
	return ctl_fail("`%s' is not understood; possible are%s%s", name, list,
			dev->last ? " remove" : "");
}

/* A list that blanks cut into words goes on after a comma at the end. */
static char *take_value(char ***argv, bool is_list)
{
	char *value = snt_mem_copy(**argv, strlen(**argv));
	size_t len = strlen(value), max = len + 1;

	(*argv)++;
	while (is_list && len && value[len - 1] == ',' && **argv) {
		size_t more = strlen(**argv);

		value = snt_mem_grow(value, &max, len + more + 1, 1);
		memcpy(value + len, **argv, more + 1);
		len += more;
		(*argv)++;
	}
	return value;
}

static int parse_words(struct snt_dev *dev, char **argv)
{
	int status = 0;

	while (*argv && !status) {
		const struct word *word = find_word(dev->last ? peer_words :
						    interface_words, *argv);
		char *value;

		if (dev->last && !strcmp(*argv, "remove")) {
			dev->last->flags |= SNT_PEER_REMOVE;
			argv++;
			continue;
		}
		if (!word)
			return refuse_word(dev, *argv);
		if (!*++argv)
			return ctl_fail("`%s' needs a value", word->name);
		value = take_value(&argv, word->set == set_allowed_ips);
		status = word->set(dev, value);
		free(value);
	}
	return status;
}

int cmd_set(int argc, char **argv)
{
	struct snt_dev *dev;
	struct snt_nl nl;
	int status;

	if (argc < 3)
		return CTL_USAGE;
	if (strlen(argv[1]) >= IFNAMSIZ)
		return ctl_fail("`%s' is too long for an interface", argv[1]);
	dev = snt_model_create(argv[1]);
	status = parse_words(dev, argv + 2);
	if (!status) {
		status = ctl_open(&nl);
		if (!status)
			status = ctl_apply(&nl, dev);
		snt_nl_close(&nl);
	}
	snt_model_destroy(dev);
	return status;
}
