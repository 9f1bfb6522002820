// SPDX-License-Identifier: GPL-2.0-only
/*
 * A second role: its device has one tunnel at most, which takes whatever is
 * sent. What configures a device, finds identities and describes tunnels works
 * with it as with peers.
 */
#include <kunit/test.h>

#include "link/netdev.h"
#include "netlink/nl_put.h"
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "tunnel/timers.h"
#include "tunnel/tunnel.h"

#include <linux/completion.h>
#include <linux/etherdevice.h>
#include <net/netlink.h>

static const u8 OWN_KEY[SNT_KEY_LEN] = { 8 };
static const u8 OTHER_KEY[SNT_KEY_LEN] = { 16 };

/**
 * struct single - a role with one tunnel
 * @role: what the device knows
 * @tunnel: the tunnel
 * @remote: where it leads to
 * @is_there: it was not removed
 * @is_released: its last reference is gone
 */
struct single {
	struct snt_role role;
	struct snt_tunnel tunnel;
	struct snt_noise_remote remote;
	bool is_there;
	struct completion is_released;
};

static struct single *single_of(struct snt_role *role)
{
	return container_of(role, struct single, role);
}

static struct snt_tunnel *find_identity(struct snt_role *role,
					const u8 key[SNT_KEY_LEN], u32 number)
{
	struct snt_tunnel *tunnel = &single_of(role)->tunnel;

	if (memcmp(tunnel->remote->static_key, key, SNT_KEY_LEN))
		return NULL;
	return tunnel;
}

static void remove_tunnel(struct snt_tunnel *tunnel)
{
	struct single *single = container_of(tunnel, struct single, tunnel);

	single->is_there = false;
	snt_role_remove(tunnel);
}

static void release(struct snt_tunnel *tunnel)
{
	struct single *single = container_of(tunnel, struct single, tunnel);

	snt_tunnel_uninit(tunnel);
	complete(&single->is_released);
}

static int put_config(struct sk_buff *skb, struct snt_tunnel *tunnel)
{
	return nla_put_string(skb, SNAPTUN_A_PEER_LABEL, "the only one");
}

static const struct snt_role_ops single_ops = {
	.find_identity = find_identity,
	.remove = remove_tunnel,
	.release = release,
	.put_config = put_config,
};

static const struct snt_tunnel_ops tunnel_ops = {
	.prepare = snt_device_prepare_tunnel,
	.start = snt_timers_start,
	.stop = snt_device_stop_tunnel,
};

/* As much of a device as is there while it is down */
static struct snt_device *make_device(struct kunit *test)
{
	struct snt_device *snt;
	struct net_device *dev;

	dev = alloc_netdev(sizeof(*snt), "single%d", NET_NAME_ENUM,
			   ether_setup);
	KUNIT_ASSERT_NOT_NULL(test, dev);
	snt = netdev_priv(dev);
	snt->dev = dev;
	snt->ops = &tunnel_ops;
	init_rwsem(&snt->identity_lock);
	init_rwsem(&snt->cookie_lock);
	mutex_init(&snt->update_lock);
	refcount_set(&snt->tunnels, 1);
	KUNIT_ASSERT_EQ(test, snt_stats_init(&snt->stats, dev), 0);
	KUNIT_ASSERT_EQ(test, snt_budget_init(&snt->staged), 0);
	KUNIT_ASSERT_EQ(test, snt_budget_init(&snt->queued), 0);
	KUNIT_ASSERT_EQ(test, snt_index_table_init(&snt->indices), 0);
	return snt;
}

static int role_init(struct kunit *test)
{
	struct single *single = kunit_kzalloc(test, sizeof(*single),
					      GFP_KERNEL);
	struct snt_noise_identity other = {};
	struct snt_device *snt;
	int err;

	KUNIT_ASSERT_NOT_NULL(test, single);
	snt = make_device(test);
	snt->role = &single->role;
	single->role.ops = &single_ops;
	KUNIT_ASSERT_EQ(test, snt_role_start(), 0);
	snt_role_init(&single->role, snt);
	single->is_there = true;
	init_completion(&single->is_released);
	snt_tunnel_init(&single->tunnel, snt, &snt->udp, &single->remote);
	KUNIT_ASSERT_EQ(test, snt_noise_identity_set(&other, OTHER_KEY), 0);
	err = snt_noise_remote_set(&single->remote, &snt->identity,
				   other.public_key);
	KUNIT_ASSERT_EQ(test, err, 0);
	mutex_lock(&snt->update_lock);
	err = snt_role_reserve(&single->tunnel);
	if (!err)
		snt_role_add(&single->tunnel);
	mutex_unlock(&snt->update_lock);
	KUNIT_ASSERT_EQ(test, err, 0);
	test->priv = snt;
	return 0;
}

static void role_exit(struct kunit *test)
{
	struct snt_device *snt = test->priv;
	struct single *single = single_of(snt->role);

	mutex_lock(&snt->update_lock);
	if (single->is_there)
		remove_tunnel(&single->tunnel);
	mutex_unlock(&snt->update_lock);
	wait_for_completion(&single->is_released);
	snt_role_uninit(&single->role);
	snt_role_stop();
	snt_index_table_uninit(&snt->indices);
	snt_budget_uninit(&snt->queued);
	snt_budget_uninit(&snt->staged);
	snt_stats_uninit(&snt->stats);
	free_netdev(snt->dev);
}

static void identity_is_found_until_its_tunnel_dies(struct kunit *test)
{
	struct snt_device *snt = test->priv;
	struct single *single = single_of(snt->role);
	const u8 *key = single->remote.static_key;
	struct snt_tunnel *tunnel;

	tunnel = snt_role_get_identity(snt->role, key, 0);
	KUNIT_ASSERT_PTR_EQ(test, tunnel, &single->tunnel);
	KUNIT_EXPECT_NULL(test, snt_role_get_identity(snt->role, OWN_KEY, 0));
	mutex_lock(&snt->update_lock);
	remove_tunnel(tunnel);
	mutex_unlock(&snt->update_lock);
	KUNIT_EXPECT_NULL(test, snt_role_get_identity(snt->role, key, 0));
	flush_work(&snt->role->burial);
	KUNIT_EXPECT_FALSE(test, completion_done(&single->is_released));
	snt_tunnel_put(tunnel);
	KUNIT_EXPECT_TRUE(test, completion_done(&single->is_released));
}

static void changes_of_the_device_reach_its_tunnel(struct kunit *test)
{
	struct snt_device *snt = test->priv;
	struct single *single = single_of(snt->role);

	mutex_lock(&snt->update_lock);
	snt_device_set_wire(snt, SNAPTUN_WIRE_WIREGUARD);
	snt_device_set_private_key(snt, OWN_KEY, NULL);
	mutex_unlock(&snt->update_lock);
	KUNIT_EXPECT_FALSE(test, single->tunnel.timers.schedule.is_snap);
	KUNIT_EXPECT_TRUE(test, single->remote.has_ss);
	KUNIT_EXPECT_TRUE(test, single->is_there);
}

static void role_removes_who_has_the_own_key(struct kunit *test)
{
	struct snt_device *snt = test->priv;
	struct single *single = single_of(snt->role);

	mutex_lock(&snt->update_lock);
	snt_device_set_private_key(snt, OTHER_KEY, NULL);
	mutex_unlock(&snt->update_lock);
	KUNIT_EXPECT_FALSE(test, single->is_there);
}

static void role_says_what_only_its_tunnels_have(struct kunit *test)
{
	struct snt_device *snt = test->priv;
	struct single *single = single_of(snt->role);
	struct sk_buff *skb = nlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	const struct nlattr *label;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, snt_netlink_put_config(skb, &single->tunnel), 0);
	label = nla_find((const struct nlattr *)skb->data, skb->len,
			 SNAPTUN_A_PEER_LABEL);
	KUNIT_EXPECT_NOT_NULL(test, label);
	if (label)
		KUNIT_EXPECT_STREQ(test, nla_data(label), "the only one");
	nlmsg_free(skb);
}

static struct kunit_case role_cases[] = {
	KUNIT_CASE(identity_is_found_until_its_tunnel_dies),
	KUNIT_CASE(changes_of_the_device_reach_its_tunnel),
	KUNIT_CASE(role_removes_who_has_the_own_key),
	KUNIT_CASE(role_says_what_only_its_tunnels_have),
	{}
};

static struct kunit_suite role_suite = {
	.name = "snaptun_role",
	.init = role_init,
	.exit = role_exit,
	.test_cases = role_cases,
};

kunit_test_suites(&role_suite);
