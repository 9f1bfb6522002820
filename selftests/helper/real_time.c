// SPDX-License-Identifier: GPL-2.0-only
/*
 * Gives a process the only processor for itself, or a command, which runs at
 * once: threads without this, as a NAPI may be, wait until all of these sleep.
 */
#include "helper.h"

#include <sched.h>
#include <unistd.h>

int real_time_main(void)
{
	struct sched_param param = { .sched_priority = 99 };

	if (sched_setscheduler((pid_t)arg_number("pid", 0), SCHED_FIFO, &param))
		die_errno("SCHED_FIFO");
	if (arg_text("pid", NULL))
		return 0;
	execlp("bash", "bash", "-c", arg_need("command"), NULL);
	die_errno("bash");
}
