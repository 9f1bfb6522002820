// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin of the emulator: how many instructions has each processor executed?
 * A line with all counts is written whenever the machine executes one of the
 * two marks, instructions that do nothing and that no compiler makes; see
 * mark_begin() in selftests/helper/load.c.
 *
 * Where processors take turns, which they do when time is virtual, QEMU 10 does
 * not tell a plugin which one executes a block but which one was the first to do
 * so. So the plugin looks at what QEMU itself goes by.
 */
#include "qemu_plugin.h"

#include <stdio.h>
#include <string.h>

#define MAX_CPUS	64

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_API;

static uint64_t executed[MAX_CPUS];
static FILE *out;

static unsigned int number_of(const struct cpu *cpu)
{
	unsigned int i;

	for (i = 0; i < MAX_CPUS - 1; i++) {
		if (qemu_get_cpu((int)i) == cpu)
			break;
	}
	return i;
}

/* All processors are one thread of QEMU, with one in its turn. */
static void count_block(unsigned int first, void *data)
{
	static const struct cpu *cpu;
	static unsigned int number;

	(void)first;
	if (current_cpu != cpu) {
		cpu = current_cpu;
		number = number_of(cpu);
	}
	executed[number] += (uintptr_t)data;
}

static void write_counts(unsigned int first, void *data)
{
	int nr = qemu_plugin_num_vcpus(), i;

	(void)first;
	fprintf(out, "%d", (int)(intptr_t)data);
	for (i = 0; i < nr && i < MAX_CPUS; i++)
		fprintf(out, " %llu", (unsigned long long)executed[i]);
	fprintf(out, "\n");
	fflush(out);
}

/* A NOP with the address 0x5afe00NN(%rax,%rax): the number of the mark, or 0 */
static int mark_of(const struct qemu_plugin_insn *insn)
{
	static const uint8_t nop[] = { 0x0f, 0x1f, 0x84, 0x00 };
	static const uint8_t rest[] = { 0x00, 0xfe, 0x5a };
	uint8_t bytes[16];

	if (qemu_plugin_insn_data(insn, bytes, sizeof(bytes)) != 8 ||
	    memcmp(bytes, nop, sizeof(nop)) ||
	    memcmp(bytes + 5, rest, sizeof(rest)))
		return 0;
	return bytes[4];
}

static void look_at_block(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t nr = qemu_plugin_tb_n_insns(tb), i;
	struct qemu_plugin_insn *insn;
	int mark;

	(void)id;
	qemu_plugin_register_vcpu_tb_exec_cb(tb, count_block,
					     QEMU_PLUGIN_CB_NO_REGS,
					     (void *)(uintptr_t)nr);
	for (i = 0; i < nr; i++) {
		insn = qemu_plugin_tb_get_insn(tb, i);
		mark = mark_of(insn);
		if (!mark)
			continue;
		qemu_plugin_register_vcpu_insn_exec_cb(insn, write_counts,
						       QEMU_PLUGIN_CB_NO_REGS,
						       (void *)(intptr_t)mark);
	}
}

/* out=FILE */
QEMU_PLUGIN_EXPORT int qemu_plugin_install(uint64_t id,
					   const struct qemu_info *info,
					   int argc, char **argv)
{
	(void)info;
	if (argc != 1 || strncmp(argv[0], "out=", 4))
		return -1;
	out = fopen(argv[0] + 4, "w");
	if (!out)
		return -1;
	qemu_plugin_register_vcpu_tb_trans_cb(id, look_at_block);
	return 0;
}
