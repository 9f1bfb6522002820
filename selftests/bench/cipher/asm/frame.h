/* SPDX-License-Identifier: GPL-2.0-only */
/* Frame pointers, which are not kept: see the Makefile. */
