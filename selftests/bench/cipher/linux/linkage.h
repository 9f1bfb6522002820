/* SPDX-License-Identifier: GPL-2.0-only */
/* What begins and ends a function of the kernel's assembly is in the Makefile. */
