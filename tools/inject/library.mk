# SPDX-License-Identifier: GPL-2.0-only
# What the library is made of, for all that builds it.
INJECT_LIB := geometry.c inject.c link.c open.c ring.c stamp.c wait.c
