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

/* modprobe takes - for _ and reads these folders; the kernel's command line too. */
static bool find_in_file(const char *path, char *rule, size_t size)
{
	char line[1024], word[16], module[64], rest[128];
	FILE *file = fopen(path, "re");
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file)) {
		int nr;

		*rest = '\0';
		nr = sscanf(line, "%15s %63s %127[^\n]", word, module, rest);
		if (nr < 2 || strcmp(module, "snaptun"))
			continue;
		found = !strcmp(word, "blacklist") ||
			(nr == 3 && !strcmp(word, "install"));
		if (found)
			snprintf(rule, size, "`%s %s%s%s' in %s", word, module,
				 *rest ? " " : "", rest, path);
	}
	if (file)
		fclose(file);
	return found;
}

static bool find_in_command_line(char *rule, size_t size)
{
	static const char *const names[] = {
		"module_blacklist=", "modprobe.blacklist=",
	};
	char line[4096], *word, *rest = line;
	size_t i;

	read_line("/proc/cmdline", line, sizeof(line));
	while ((word = strsep(&rest, "\n "))) {
		for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			size_t len = strlen(names[i]);
			char *list = word + len, *module;

			if (strncmp(word, names[i], len))
				continue;
			snprintf(rule, size,
				 "`%s' on the command line of the kernel", word);
			while ((module = strsep(&list, ","))) {
				if (!strcmp(module, "snaptun"))
					return true;
			}
		}
	}
	return false;
}

/* What somebody wrote to keep the module away; it is not loaded against that. */
static bool find_blacklist(char *rule, size_t size)
{
	static const char *const patterns[] = {
		"/etc/modprobe.d/*.conf", "/run/modprobe.d/*.conf",
		"/usr/local/lib/modprobe.d/*.conf",
		"/usr/lib/modprobe.d/*.conf", "/lib/modprobe.d/*.conf",
	};
	bool found = find_in_command_line(rule, size);
	size_t i, k;

	for (i = 0; i < sizeof(patterns) / sizeof(patterns[0]) && !found; i++) {
		glob_t files;

		if (glob(patterns[i], 0, NULL, &files))
			continue;
		for (k = 0; k < files.gl_pathc && !found; k++)
			found = find_in_file(files.gl_pathv[k], rule, size);
		globfree(&files);
	}
	return found;
}

static bool may_load(struct check *check, const char *path)
{
	char disabled[8], rule[512];

	read_line("/proc/sys/kernel/modules_disabled", disabled,
		  sizeof(disabled));
	if (*disabled == '1')
		check_report(check, CHECK_FAULT, CHECK_MODULE, "module",
			     "loading of modules is switched off until the next boot (kernel.modules_disabled)");
	else if (find_blacklist(rule, sizeof(rule)))
		check_report(check, CHECK_FAULT, CHECK_MODULE, "module",
			     "%s is there, but kept away by %s: take that out, then `modprobe snaptun'",
			     path, rule);
	else if (geteuid())
		check_report(check, CHECK_FAULT, CHECK_MODULE, "module",
			     "%s is not loaded, and only root can find out why",
			     path);
	else
		return true;
	return false;
}

/* Was it loaded? Else says why not. */
static bool load_module(struct check *check, const char *path)
{
	bool secure_boot = is_secure_boot(), locked_down = is_locked_down();
	char *said = exec_capture("sh", "-c",
				  "modprobe snaptun 2>&1 && echo loaded; :");
	bool is_loaded = !strcmp(said, "loaded\n");

	said[strcspn(said, "\n")] = '\0';
	if (is_loaded)
		check_report(check, CHECK_NOTE, CHECK_OK, "module",
			     "it was not loaded when it was asked for, but could be just now: `depmod -a' makes it load by itself");
	else
		check_report(check, CHECK_FAULT, CHECK_MODULE, "module",
			     "%s cannot be loaded: %s", path,
			     *said ? said : "no reason given");
	free(said);
	if (!is_loaded && (secure_boot || locked_down))
		check_report(check, CHECK_NOTE, CHECK_OK, "module",
			     "%s, so the module needs a signature by an enrolled key; it has %s: mokutil --import /var/lib/dkms/mok.pub, then boot and confirm",
			     secure_boot ? "Secure Boot is on" :
					   "the kernel is locked down",
			     has_signature(path) ? "one" :
						   "none that can be seen");
	return is_loaded;
}

/**
 * check_explain_module - find out why there is no snaptun in the kernel
 * @check: the run
 *
 * Return: whether it is there now.
 */
bool check_explain_module(struct check *check)
{
	struct utsname kernel;
	char path[PATH_MAX];

	uname(&kernel);
	if (find_module(kernel.release, path, sizeof(path)))
		return may_load(check, path) && load_module(check, path);
	check_report(check, CHECK_FAULT, CHECK_MODULE, "module",
		     "the kernel %s has no module snaptun: `make install', or `make dkms-install' for all kernels to come",
		     kernel.release);
	name_other_kernels(check, kernel.release);
	return false;
}
