/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Addresses by number, with a port.
 */
#ifndef _SNT_ADDRESS_H
#define _SNT_ADDRESS_H

#include "model.h"

int snt_address_split(const char *text, char **host, char **port);
int snt_address_parse(union snt_sockaddr *addr, const char *text);
size_t snt_address_host(const union snt_sockaddr *addr, const void **bytes);
bool snt_address_is_of_a_host(const union snt_sockaddr *addr);
bool snt_address_is_loopback(const union snt_sockaddr *addr);

#endif
