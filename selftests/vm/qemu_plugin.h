/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What QEMU 10 offers to plugins, as far as it is used here: Debian has no
 * package with the header that declares it.
 */
#ifndef _SNT_QEMU_PLUGIN_H
#define _SNT_QEMU_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#define QEMU_PLUGIN_API		4
#define QEMU_PLUGIN_EXPORT	__attribute__((visibility("default")))

struct qemu_info;
struct qemu_plugin_insn;
struct qemu_plugin_tb;

enum qemu_plugin_cb_flags { QEMU_PLUGIN_CB_NO_REGS };

typedef void (*qemu_plugin_tb_cb)(uint64_t id, struct qemu_plugin_tb *tb);
typedef void (*qemu_plugin_exec_cb)(unsigned int cpu, void *data);

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, qemu_plugin_tb_cb cb);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb,
					  qemu_plugin_exec_cb cb,
					  enum qemu_plugin_cb_flags flags,
					  void *data);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    qemu_plugin_exec_cb cb,
					    enum qemu_plugin_cb_flags flags,
					    void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb,
						 size_t i);
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *to,
			     size_t len);
int qemu_plugin_num_vcpus(void);

/* Not for plugins, but there: a processor, and the one that has its turn. */
struct cpu;
struct cpu *qemu_get_cpu(int index);
extern __thread struct cpu *current_cpu;

#endif /* _SNT_QEMU_PLUGIN_H */
