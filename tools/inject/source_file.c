// SPDX-License-Identifier: GPL-2.0-only
/*
 * Recorded packets. The whole file is read once before the first packet is
 * sent, so that a bad one sends nothing.
 */
#include "source.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "mem.h"
#include "pcap.h"

/**
 * struct recording - a file
 * @source: what others see
 * @pcap: it is read by this
 * @file: the file
 * @path: its name
 * @link_type: that the interface needs
 * @packet: the next one, if @has_packet
 * @has_packet: it was read and not yet taken
 * @first_ns: when the first packet was recorded
 * @length_ns: from the first to the last one
 * @begin_ns: when this round of the file begins
 * @times_left: how often to begin anew
 * @is_endless: for ever
 * @name: of the next packet
 */
struct recording {
	struct source source;
	struct snt_pcap pcap;
	FILE *file;
	const char *path;
	uint32_t link_type;
	struct snt_pcap_packet packet;
	bool has_packet;
	uint64_t first_ns;
	uint64_t length_ns;
	uint64_t begin_ns;
	uint64_t times_left;
	bool is_endless;
	char name[200];
};

static int begin(struct recording *recording)
{
	rewind(recording->file);
	snt_pcap_end(&recording->pcap);
	if (!snt_pcap_begin(&recording->pcap, recording->file))
		return 0;
	return tool_fail("%s: %s", recording->path, recording->pcap.error);
}

/* 1, 0 at the end of the file, or -1. */
static int read_packet(struct recording *recording)
{
	int ret = snt_pcap_next(&recording->pcap, &recording->packet);

	if (ret < 0) {
		tool_fail("%s: %s", recording->path, recording->pcap.error);
		return -1;
	}
	if (ret && recording->packet.link_type != recording->link_type) {
		tool_fail("%s: packet %" PRIu64 " has a link header of type %u, this interface takes %s",
			  recording->path, recording->pcap.number,
			  recording->packet.link_type,
			  recording->link_type == SNT_PCAP_RAW ?
				  "packets without one" : "Ethernet");
		return -1;
	}
	return ret;
}

static int check_all(struct recording *recording)
{
	int ret;

	if (begin(recording))
		return TOOL_FAILED;
	while ((ret = read_packet(recording)) > 0) {
		uint64_t time_ns = recording->packet.time_ns;

		if (recording->pcap.number == 1)
			recording->first_ns = time_ns;
		if (time_ns > recording->first_ns &&
		    time_ns - recording->first_ns > recording->length_ns)
			recording->length_ns = time_ns - recording->first_ns;
	}
	if (ret < 0)
		return TOOL_FAILED;
	if (!recording->pcap.number)
		return tool_fail("%s: there are no packets in it",
				 recording->path);
	return begin(recording);
}

static int next_packet(struct recording *recording)
{
	int ret = read_packet(recording);

	if (ret)
		return ret;
	if (!recording->is_endless && !--recording->times_left)
		return 0;
	recording->begin_ns += recording->length_ns;
	return begin(recording) ? -1 : read_packet(recording);
}

static int peek(struct source *source, struct source_frame *frame)
{
	struct recording *recording = (struct recording *)source;
	struct snt_pcap_packet *packet = &recording->packet;

	if (!recording->has_packet) {
		int ret = next_packet(recording);

		if (ret <= 0)
			return ret;
		recording->has_packet = true;
	}
	snprintf(recording->name, sizeof(recording->name),
		 "packet %" PRIu64 " of %s", recording->pcap.number,
		 recording->path);
	*frame = (struct source_frame) {
		.len = packet->len,
		.at_ns = recording->begin_ns,
		.name = recording->name,
		.is_cut = packet->len < packet->wire_len,
	};
	/* A clock that was set back has them come at once. */
	if (packet->time_ns > recording->first_ns)
		frame->at_ns += packet->time_ns - recording->first_ns;
	return 1;
}

static void take(struct source *source, uint8_t *to)
{
	struct recording *recording = (struct recording *)source;

	if (to)
		memcpy(to, recording->pcap.data, recording->packet.len);
	recording->has_packet = false;
}

static void destroy(struct source *source)
{
	struct recording *recording = (struct recording *)source;

	snt_pcap_end(&recording->pcap);
	if (recording->file)
		fclose(recording->file);
	free(recording);
}

static int open_file(struct recording *recording)
{
	struct stat status;

	recording->file = fopen(recording->path, "rb");
	if (!recording->file || fstat(fileno(recording->file), &status))
		return tool_fail("%s: %s", recording->path, strerror(errno));
	if (!S_ISREG(status.st_mode))
		return tool_fail("%s: a regular file is needed, as it is read twice",
				 recording->path);
	return check_all(recording);
}

/**
 * source_file - open a file of recorded packets
 * @options: which, how often, and onto which interface
 *
 * Return: the source, or NULL after saying what is wrong.
 */
struct source *source_file(const struct tool_options *options)
{
	struct recording *recording = snt_mem_alloc(sizeof(*recording));

	recording->source = (struct source) { peek, take, destroy };
	recording->path = options->file;
	recording->times_left = options->times;
	recording->is_endless = !options->times;
	recording->link_type = options->link.header_len ? SNT_PCAP_ETHERNET :
							  SNT_PCAP_RAW;
	if (!open_file(recording))
		return &recording->source;
	destroy(&recording->source);
	return NULL;
}
