// SPDX-License-Identifier: GPL-2.0-only
/*
 * Why the kernel has no snaptun: not installed, or refused.
 */
#include "check.h"

#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "exec.h"

#define SECURE_BOOT	"/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
#define SIGNATURE_END	"~Module signature appended~\n"

static void read_line(const char *path, char *line, int size)
{
	FILE *file = fopen(path, "re");

	*line = '\0';
	if (file && !fgets(line, size, file))
		*line = '\0';
	if (file)
		fclose(file);
}

/* The file that modprobe would load for this kernel, from its own index. */
static bool find_module(const char *release, char *path, size_t size)
{
	char line[4096], index[128];
	bool found = false;
	FILE *file;

	snprintf(index, sizeof(index), "/lib/modules/%s/modules.dep", release);
	file = fopen(index, "re");
	while (file && !found && fgets(line, sizeof(line), file)) {
		line[strcspn(line, ":\n")] = '\0';
		found = strstr(line, "/snaptun.ko");
		if (found)
			snprintf(path, size, "/lib/modules/%.64s/%.512s",
				 release, line);
	}
	if (file)
		fclose(file);
	return found;
}

static void name_other_kernels(struct check *check, const char *release)
{
	glob_t files;
	size_t i;

	if (glob("/lib/modules/*/*/snaptun.ko*", 0, NULL, &files) &&
	    glob("/lib/modules/*/*/*/snaptun.ko*", 0, NULL, &files))
		return;
	for (i = 0; i < files.gl_pathc; i++) {
		const char *path = files.gl_pathv[i] + strlen("/lib/modules/");

		if (strncmp(path, release, strlen(release)) ||
		    path[strlen(release)] != '/')
			check_report(check, CHECK_NOTE, CHECK_OK, "module",
				     "there is one for the kernel %.*s",
				     (int)strcspn(path, "/"), path);
	}
	globfree(&files);
}

/* The attribute file has four bytes of flags before the value. */
static bool is_secure_boot(void)
{
	FILE *file = fopen(SECURE_BOOT, "re");
	unsigned char bytes[5] = { 0 };
	size_t len = file ? fread(bytes, 1, sizeof(bytes), file) : 0;

	if (file)
		fclose(file);
	return len == sizeof(bytes) && bytes[4] == 1;
}

static bool is_locked_down(void)
{
	char line[128];

	read_line("/sys/kernel/security/lockdown", line, sizeof(line));
	return *line && !strstr(line, "[none]");
}

/* A compressed file does not show it. */
static bool has_signature(const char *path)
{
	char end[sizeof(SIGNATURE_END)] = "";
	FILE *file = fopen(path, "re");
	bool is_signed = false;

	if (!file)
		return false;
	if (!fseek(file, 1 - (long)sizeof(SIGNATURE_END), SEEK_END) &&
	    fread(end, 1, sizeof(SIGNATURE_END) - 1, file))
		is_signed = !strcmp(end, SIGNATURE_END);
	fclose(file);
	return is_signed;
}

static void explain_refusal(struct check *check, const char *path)
{
	bool secure_boot = is_secure_boot(), locked_down = is_locked_down();
	char disabled[8];
	char *said;

	read_line("/proc/sys/kernel/modules_disabled", disabled,
		  sizeof(disabled));
	if (*disabled == '1') {
		check_report(check, CHECK_FAULT, CHECK_MODULE, "module",
			     "loading of modules is switched off until the next boot (kernel.modules_disabled)");
		return;
	}
	if (geteuid()) {
		check_report(check, CHECK_FAULT, CHECK_MODULE, "module",
			     "%s is not loaded, and only root can find out why",
			     path);
		return;
	}
	said = exec_capture("sh", "-c", "modprobe snaptun 2>&1; :");
	said[strcspn(said, "\n")] = '\0';
	check_report(check, CHECK_FAULT, CHECK_MODULE, "module",
		     "%s cannot be loaded: %s", path,
		     *said ? said : "no reason given (is it blacklisted?)");
	free(said);
	if (!secure_boot && !locked_down)
		return;
	check_report(check, CHECK_NOTE, CHECK_OK, "module",
		     "%s, so the module needs a signature by an enrolled key; it has %s: mokutil --import /var/lib/dkms/mok.pub, then boot and confirm",
		     secure_boot ? "Secure Boot is on" :
				   "the kernel is locked down",
		     has_signature(path) ? "one" : "none that can be seen");
}

/**
 * check_explain_module - find out why there is no snaptun in the kernel
 * @check: the run
 */
void check_explain_module(struct check *check)
{
	struct utsname kernel;
	char path[PATH_MAX];

	uname(&kernel);
	if (find_module(kernel.release, path, sizeof(path))) {
		explain_refusal(check, path);
		return;
	}
	check_report(check, CHECK_FAULT, CHECK_MODULE, "module",
		     "the kernel %s has no module snaptun: `make install', or `make dkms-install' for all kernels to come",
		     kernel.release);
	name_other_kernels(check, kernel.release);
}
