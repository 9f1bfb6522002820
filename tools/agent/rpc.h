/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The calls that applications make, whatever HTTP they come by.
 */
#ifndef _SNT_RPC_H
#define _SNT_RPC_H

#include "quota.h"
#include "links.h"
#include "paths.h"
#include "text.h"

/* bytes of a request, with what gRPC puts before it */
#define SNT_RPC_BODY_MAX	4096
#define SNT_RPC_PATH_SIZE	128
#define SNT_RPC_WHY_SIZE	600

/* How a message is wrapped. */
enum snt_rpc_wrap {
	SNT_RPC_UNKNOWN,
	SNT_RPC_GRPC,
	SNT_RPC_CONNECT,
};

/**
 * struct snt_rpc_service - what answers
 * @paths: what is known of paths
 * @links: of our AS
 * @router: address and port of the router that has all links
 * @quota: how many calls may be made
 * @nr_calls: how many were
 * @nr_failed: how many of them had no answer but a reason
 */
struct snt_rpc_service {
	struct snt_paths *paths;
	const struct snt_links *links;
	char router[SNT_ADDR_TEXT];
	struct snt_quota quota;
	uint64_t nr_calls;
	uint64_t nr_failed;
};

/**
 * struct snt_rpc - one call
 * @service: what answers
 * @is_post: its method is POST
 * @path: of its URL; too long a one is cut
 * @wrap: of the request, and of the answer
 * @body: the request
 * @is_too_long: there was more of it
 * @paths: waits for segments
 * @status: of HTTP, when there is an answer
 * @code: that of gRPC
 * @why: in words, when the code is not SNT_CODE_OK
 * @head: what stands before @blob
 * @head_len: bytes of it
 * @blob: the answer, or NULL
 * @answered: called once, maybe from within snt_rpc_run()
 */
struct snt_rpc {
	struct snt_rpc_service *service;
	bool is_post;
	char path[SNT_RPC_PATH_SIZE];
	enum snt_rpc_wrap wrap;
	struct snt_buffer body;
	bool is_too_long;
	struct snt_paths_client paths;
	int status;
	enum snt_code code;
	char why[SNT_RPC_WHY_SIZE];
	char head[SNT_RPC_WHY_SIZE + 100];
	size_t head_len;
	struct snt_blob *blob;
	void (*answered)(struct snt_rpc *rpc);
};

void snt_rpc_init(struct snt_rpc *rpc, struct snt_rpc_service *service,
		  void (*answered)(struct snt_rpc *rpc));
void snt_rpc_uninit(struct snt_rpc *rpc);
void snt_rpc_set_path(struct snt_rpc *rpc, const char *path, size_t len);
void snt_rpc_set_type(struct snt_rpc *rpc, const char *type, size_t len);
void snt_rpc_add_body(struct snt_rpc *rpc, const void *bytes, size_t len);
void snt_rpc_run(struct snt_rpc *rpc);
const char *snt_rpc_type(const struct snt_rpc *rpc);
size_t snt_rpc_len(const struct snt_rpc *rpc);
size_t snt_rpc_copy(const struct snt_rpc *rpc, size_t from, uint8_t *to,
		    size_t max);

#endif
