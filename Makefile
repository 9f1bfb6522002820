# SPDX-License-Identifier: GPL-2.0-only
# Entry points.  The module itself is described in Kbuild.

VERSION := $(shell cat VERSION)
KERNELRELEASE_WANTED ?= $(shell uname -r)
KERNELDIR ?= /lib/modules/$(KERNELRELEASE_WANTED)/build
DESTDIR ?=
PREFIX ?= /usr
DKMS ?= dkms
DKMS_DIR ?= /usr/src/snaptun-$(VERSION)
DEPMOD ?= depmod
# Of KERNELDIR, which need not be the running kernel's; what modules for it say
kernelrelease = $(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' \
	$(KERNELDIR)/include/generated/utsrelease.h)
# Where the headers bring a vmlinux, kbuild adds type information (BTF), which
# tracers use, and wants pahole for it.  A module does its work without.
PAHOLE := pahole
no_btf = $(shell command -v $(PAHOLE) >/dev/null || \
	echo CONFIG_DEBUG_INFO_BTF_MODULES=)

all: module tools

help:
	@echo 'make demo          two hosts and a tunnel, then a SNAP and its clients (installs what is missing)'
	@echo 'make check         every test (installs what is missing)'
	@echo 'make check-debug   the tests on kernels with run-time checks'
	@echo 'make check-interop at a real SNAP (PocketSCION): interfaces, and scionproto'
	@echo 'make check-deb     the packages of "make deb" on a new machine'
	@echo 'make bench         how fast it is (BENCH=tcp,udp for a part of it)'
	@echo 'make               module for KERNELDIR (default: running kernel), and tools'
	@echo 'make install       both, with man pages and completions (DESTDIR, PREFIX)'
	@echo 'make dkms-install  the module through DKMS, for every kernel to come'
	@echo 'make uninstall     what the two installed'
	@echo 'make deb           packages for Debian in build/deb'
	@echo 'make unit fuzz     the protocol core in user space; FUZZ_S=seconds each'
	@echo 'make gen           what is generated from the netlink specification'
	@echo 'make clean'

module:
	@test -d $(KERNELDIR) || { echo "No kernel headers in $(KERNELDIR):" \
		"install linux-headers-$(KERNELRELEASE_WANTED)" \
		"or give KERNELDIR=..." >&2; exit 1; }
	@test -z '$(no_btf)' || ! test -e $(KERNELDIR)/vmlinux || \
		echo 'There is no $(PAHOLE): the module gets no BTF' >&2
	$(MAKE) -C $(KERNELDIR) M=$(CURDIR) $(no_btf) modules

tools:
	$(MAKE) -C tools

check:
	selftests/check/check.sh

check-debug:
	selftests/debug/check.sh

check-interop:
	selftests/check/check.sh pocket

check-deb:
	selftests/check/deb.sh

bench:
	selftests/bench/bench.sh $(BENCH)

demo:
	demo/demo.sh

unit:
	$(MAKE) -C tools/unit check

fuzz:
	$(MAKE) -C tools/fuzz check

# Debugging data makes the module forty times as large; "make module" keeps it.
install: module install-tools
	$(MAKE) -C $(KERNELDIR) M=$(CURDIR) INSTALL_MOD_PATH=$(DESTDIR) \
		INSTALL_MOD_DIR=updates INSTALL_MOD_STRIP=1 \
		CONFIG_MODULE_SIG_ALL= modules_install
	$(if $(DESTDIR),,$(DEPMOD) $(kernelrelease))

install-tools: tools
	$(MAKE) -C tools install DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)

# The files that dkms.conf builds from, nothing else.
dkms-install: install-tools
	DESTDIR=$(DESTDIR) DKMS="$(DKMS)" tools/dkms/install.sh $(DKMS_DIR) \
		$(VERSION) $(if $(filter command line environment,\
		$(origin KERNELDIR)),$(kernelrelease) $(KERNELDIR))

# DKMS knows the modules of this system, not those of a folder.
uninstall:
	$(if $(DESTDIR),,! command -v $(firstword $(DKMS)) >/dev/null || \
		! test -d $(DKMS_DIR) || \
		$(DKMS) remove -m snaptun -v $(VERSION) --all || true)
	rm -rf $(DESTDIR)$(DKMS_DIR)
	for ko in $(DESTDIR)/lib/modules/*/updates/snaptun.ko*; do \
		test -e "$$ko" || continue; \
		rm -f "$$ko"; \
		$(if $(DESTDIR),,$(DEPMOD) "$$(basename "$${ko%/updates/*}")";) \
	done
	$(MAKE) -C tools uninstall DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)

deb:
	debian/build.sh build/deb

gen:
	tools/gen/gen.sh

gen-check:
	tools/gen/gen.sh --check

clean:
	find . -path ./.git -prune -o \( -name '*.o' -o -name '*.ko' \
		-o -name '*.mod' -o -name '*.mod.c' -o -name '.*.cmd' \
		-o -name '.*.d' \) -type f -exec rm -f {} +
	rm -rf build modules.order Module.symvers
	$(MAKE) -C tools clean
	$(MAKE) -C selftests clean

.PHONY: all help module tools check check-debug check-interop check-deb bench demo \
	unit fuzz install install-tools dkms-install uninstall deb gen gen-check clean
