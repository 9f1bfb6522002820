/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Do not edit: "make gen" makes this from
 * Documentation/netlink/specs/snaptun.yaml.
 */
#ifndef _SNT_NAMES_GEN_H
#define _SNT_NAMES_GEN_H

extern const struct snt_names snt_names_role;
extern const struct snt_names snt_names_wire;
extern const struct snt_names snt_names_payload;
extern const struct snt_names snt_names_gso;
extern const struct snt_names snt_names_encap;
extern const struct snt_names snt_names_peer_state;
extern const struct snt_names snt_names_peer_error;
extern const struct snt_names snt_names_peer_event;
extern const struct snt_names snt_names_drop_reason;
extern const struct snt_names snt_names_identity_state;
extern const struct snt_names snt_names_identity_event;
extern const struct snt_names snt_names_way;
extern const struct snt_names snt_names_address_policy;
extern const struct snt_names snt_names_carrier;
extern const struct snt_names snt_names_facade_senders;
extern const struct snt_names snt_names_facade_translation;
extern const struct snt_names snt_names_policy;
extern const struct snt_names snt_names_hairpin;
extern const struct snt_names snt_names_keylog;
extern const struct snt_names snt_names_tunnel_action;

extern const struct snt_attr_name snt_attrs_dev[];
extern const struct snt_attr_name snt_attrs_identity[];
extern const struct snt_attr_name snt_attrs_peer[];
extern const struct snt_attr_name snt_attrs_router[];
extern const struct snt_attr_name snt_attrs_stats[];
extern const struct snt_attr_name snt_attrs_underlay[];

#endif /* _SNT_NAMES_GEN_H */
