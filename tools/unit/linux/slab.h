/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory from libc, so that the sanitizers see it. */
#ifndef _SNT_UNIT_LINUX_SLAB_H
#define _SNT_UNIT_LINUX_SLAB_H

#include <stdlib.h>

#ifndef GFP_KERNEL
#define GFP_KERNEL		0
#endif
#define GFP_KERNEL_ACCOUNT	0

#define kzalloc(size, gfp)	calloc(1, size)
#define kvcalloc(nr, size, gfp)	calloc(nr, size)
#define kfree(p)		free(p)
#define kvfree(p)		free(p)

#endif /* _SNT_UNIT_LINUX_SLAB_H */
