/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the subcommands of the test helper share: "name=value" arguments,
 * addresses, clocks and the payload pattern.
 */
#ifndef _SNT_HELPER_H
#define _SNT_HELPER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#define ETH_P_SCION 0x88b5	/* of frames that are SCION packets */

#define NORETURN __attribute__((noreturn))
#define PRINTF(a, b) __attribute__((format(printf, a, b)))

union address {
	struct sockaddr sa;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

/* main.c */
void NORETURN die(const char *format, ...) PRINTF(1, 2);
void NORETURN die_errno(const char *what);
const char *arg_text(const char *name, const char *fallback);
const char *arg_need(const char *name);
long long arg_number(const char *name, long long fallback);
void say(const char *format, ...) PRINTF(1, 2);

/* util.c */
socklen_t address_parse(union address *addr, const char *host,
			unsigned int port);
uint64_t now_us(void);
void wait_until_us(uint64_t when);
bool wait_readable(int fd, uint64_t timeout_us);
uint8_t pattern_at(uint64_t seed, uint64_t pos);
void pattern_fill(uint8_t *buf, size_t len, uint64_t seed, uint64_t pos);
bool pattern_matches(const uint8_t *buf, size_t len, uint64_t seed,
		     uint64_t pos);
void fill_random(void *buf, size_t len);
size_t hex_parse(uint8_t *buf, size_t room, const char *text);
void hex_format(char *text, const uint8_t *buf, size_t len);
void key_parse(uint8_t key[32], const char *base64);
int packet_socket(const char *device, uint16_t protocol, int type);
bool stop_requested(void);
void stop_on_signals(void);

/* blake2s.c */
#define BLAKE2S_HASH 32
void blake2s(uint8_t *out, size_t out_len, const void *in, size_t in_len,
	     const uint8_t *key, size_t key_len);

/* The subcommands */
int udp_send_main(void);
int udp_recv_main(void);
int tcp_send_main(void);
int tcp_recv_main(void);
int capture_main(void);
int replay_main(void);
int replay_answered_main(void);
int replay_joined_main(void);
int initiations_main(void);
int junk_main(void);
int malformed_datagrams_main(void);
int malformed_packets_main(void);
int packet_send_main(void);
int packet_recv_main(void);
int udp_hoard_main(void);
int udp_load_main(void);
int tcp_load_main(void);
int packet_load_main(void);
int packet_rate_main(void);
int facade_app_main(void);
int facade_stun_main(void);
int control_load_main(void);
int facade_load_main(void);
int scion_turn_main(void);
int scion_load_main(void);
int busy_main(void);
int vnet_send_main(void);
int real_time_main(void);
int storm_main(void);
int xdp_main(void);

#endif /* _SNT_HELPER_H */
