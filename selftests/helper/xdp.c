// SPDX-License-Identifier: GPL-2.0-only
/*
 * A small XDP program in the kernel's generic hook, made of instructions here:
 * it takes bytes off a packet's head and tail, and passes it on or redirects it
 * to another device, which then gets it without the stack's checks.
 */
#include "helper.h"

#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_INSTRUCTIONS 16

static struct bpf_insn program[MAX_INSTRUCTIONS];
static uint32_t length;

static void emit(uint8_t code, uint8_t dst, uint8_t src, int32_t imm)
{
	program[length++] = (struct bpf_insn){
		.code = code, .dst_reg = dst & 15, .src_reg = src & 15,
		.imm = imm,
	};
}

static void emit_set(uint8_t dst, int32_t value)
{
	emit(BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, value);
}

static void emit_copy(uint8_t dst, uint8_t src)
{
	emit(BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0);
}

/* The packet is in register 6; none is touched by a call. */
static void emit_adjust(int32_t function, int32_t bytes)
{
	if (!bytes)
		return;
	emit_copy(1, 6);
	emit_set(2, bytes);
	emit(BPF_JMP | BPF_CALL, 0, 0, function);
}

static void build(void)
{
	const char *to = arg_text("to", NULL);

	emit_copy(6, 1);
	emit_adjust(BPF_FUNC_xdp_adjust_head, (int32_t)arg_number("head", 0));
	emit_adjust(BPF_FUNC_xdp_adjust_tail, -(int32_t)arg_number("tail", 0));
	if (to) {
		emit_set(1, (int32_t)if_nametoindex(to));
		emit_set(2, 0);
		emit(BPF_JMP | BPF_CALL, 0, 0, BPF_FUNC_redirect);
	} else {
		emit_set(0, XDP_PASS);
	}
	emit(BPF_JMP | BPF_EXIT, 0, 0, 0);
}

static int bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}

int xdp_main(void)
{
	int ifindex = (int)if_nametoindex(arg_need("dev"));
	union bpf_attr attr = { .prog_type = BPF_PROG_TYPE_XDP };
	int fd;

	build();
	attr.insns = (uint64_t)(uintptr_t)program;
	attr.insn_cnt = length;
	attr.license = (uint64_t)(uintptr_t)"GPL";
	fd = bpf(BPF_PROG_LOAD, &attr);
	if (fd < 0)
		die_errno("loading the program");
	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (uint32_t)fd;
	attr.link_create.target_ifindex = (uint32_t)ifindex;
	attr.link_create.attach_type = BPF_XDP;
	attr.link_create.flags = XDP_FLAGS_SKB_MODE;
	if (bpf(BPF_LINK_CREATE, &attr) < 0)
		die_errno("attaching the program");
	/* It stays as long as this process. */
	stop_on_signals();
	say("ready");
	while (!stop_requested())
		pause();
	return 0;
}
