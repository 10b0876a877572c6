/*
 * librte_acl as a peer of the benchmark: builds a context from filters, then classifies a trace whenever it is told to.
 *
 *   librte-acl FILTERS TRACE RESULTS
 *
 * FILTERS: records of 28 bytes, host byte order: u32 source, u32 source prefix length, u32 destination, u32 destination
 * prefix length, u16 first and last source port, u16 first and last destination port, u8 protocol, u8 protocol mask, u16 0.
 * TRACE: records of 16 bytes, network byte order: u8 protocol, 3 bytes 0, source, destination, source port, destination port.
 * RESULTS: written once, i32 per packet: position of the filter, -1 for none; all of `avx2`, then all of `scalar`.
 *
 * Prints one JSON line when built: {"buildMs","bytes"}. Then, for each line `scalar` or `avx2` on standard input, runs
 * through the whole trace once and prints {"ns"} per packet.
 */
#include <rte_acl.h>
#include <rte_eal.h>
#include <rte_malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct filter {
	uint32_t source, source_length, destination, destination_length;
	uint16_t source_ports[2], destination_ports[2];
	uint8_t protocol, protocol_mask;
	uint16_t unused;
};

struct packet {
	uint8_t protocol, unused[3];
	uint32_t source, destination;
	uint16_t source_port, destination_port;
};

enum { FIELDS = 5, BURST = 32 };
RTE_ACL_RULE_DEF(rule, FIELDS);

static const struct rte_acl_field_def DEFS[FIELDS] = {
	{RTE_ACL_FIELD_TYPE_BITMASK, 1, 0, 0, offsetof(struct packet, protocol)},
	{RTE_ACL_FIELD_TYPE_MASK, 4, 1, 1, offsetof(struct packet, source)},
	{RTE_ACL_FIELD_TYPE_MASK, 4, 2, 2, offsetof(struct packet, destination)},
	{RTE_ACL_FIELD_TYPE_RANGE, 2, 3, 3, offsetof(struct packet, source_port)},
	{RTE_ACL_FIELD_TYPE_RANGE, 2, 4, 3, offsetof(struct packet, destination_port)},
};

static double now_ns(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return at.tv_sec * 1e9 + at.tv_nsec;
}

static void fail(const char *what)
{
	fprintf(stderr, "librte-acl: %s\n", what);
	exit(1);
}

static void *read_whole(const char *path, size_t size, size_t *count)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		fail(path);
	fseek(file, 0, SEEK_END);
	size_t bytes = ftell(file);
	rewind(file);
	void *records = malloc(bytes);
	if (fread(records, 1, bytes, file) != bytes)
		fail(path);
	fclose(file);
	*count = bytes / size;
	return records;
}

static size_t heap_bytes(void)
{
	struct rte_malloc_socket_stats stats;
	return rte_malloc_get_socket_stats(0, &stats) == 0 ? stats.heap_allocsz_bytes : 0;
}

static struct rte_acl_ctx *build(const struct filter *filters, size_t count)
{
	const struct rte_acl_param param = {"flowgate", 0, RTE_ACL_RULE_SZ(FIELDS), count};
	struct rte_acl_ctx *context = rte_acl_create(&param);
	if (context == NULL)
		fail("cannot create a context");
	for (size_t i = 0; i < count; i++) {
		const struct filter *f = &filters[i];
		struct rule r;
		memset(&r, 0, sizeof r);
		r.data.category_mask = 1;
		r.data.priority = RTE_ACL_MAX_PRIORITY - i;
		r.data.userdata = i + 1;
		r.field[0].value.u8 = f->protocol;
		r.field[0].mask_range.u8 = f->protocol_mask;
		r.field[1].value.u32 = f->source;
		r.field[1].mask_range.u32 = f->source_length;
		r.field[2].value.u32 = f->destination;
		r.field[2].mask_range.u32 = f->destination_length;
		r.field[3].value.u16 = f->source_ports[0];
		r.field[3].mask_range.u16 = f->source_ports[1];
		r.field[4].value.u16 = f->destination_ports[0];
		r.field[4].mask_range.u16 = f->destination_ports[1];
		if (rte_acl_add_rules(context, (struct rte_acl_rule *)&r, 1) != 0)
			fail("cannot add a rule");
	}
	struct rte_acl_config config;
	memset(&config, 0, sizeof config);
	config.num_categories = 1;
	config.num_fields = FIELDS;
	memcpy(config.defs, DEFS, sizeof DEFS);
	if (rte_acl_build(context, &config) != 0)
		fail("cannot build");
	return context;
}

static double run(const struct rte_acl_ctx *context, const uint8_t **data, uint32_t *results, size_t count,
		  size_t burst, enum rte_acl_classify_alg algorithm)
{
	const double began = now_ns();
	for (size_t i = 0; i < count; i += burst)
		if (rte_acl_classify_alg(context, data + i, results + i, i + burst <= count ? burst : count - i, 1,
					 algorithm) != 0)
			fail("cannot classify");
	return (now_ns() - began) / count;
}

static double pass(const struct rte_acl_ctx *context, const uint8_t **data, uint32_t *results, size_t count, int scalar)
{
	return scalar ? run(context, data, results, count, 1, RTE_ACL_CLASSIFY_SCALAR)
		      : run(context, data, results, count, BURST, RTE_ACL_CLASSIFY_AVX2);
}

int main(int argc, char **argv)
{
	if (argc != 4)
		fail("usage: librte-acl FILTERS TRACE RESULTS");
	char *eal[] = {argv[0],	     "--no-huge", "--no-pci", "--no-telemetry", "--no-shconf",
		       "-m",	     "3072",	  "-l",	      "0",		"--log-level", "error",	   NULL};
	if (rte_eal_init(11, eal) < 0)
		fail("cannot start DPDK's environment");
	size_t rules, packets;
	struct filter *filters = read_whole(argv[1], sizeof *filters, &rules);
	struct packet *trace = read_whole(argv[2], sizeof *trace, &packets);
	uint32_t *results = calloc(packets, sizeof *results);
	const uint8_t **data = malloc(packets * sizeof *data);
	for (size_t i = 0; i < packets; i++)
		data[i] = (const uint8_t *)&trace[i];

	const size_t before = heap_bytes();
	const double began = now_ns();
	struct rte_acl_ctx *context = build(filters, rules);
	const double ms = (now_ns() - began) / 1e6;
	printf("{\"buildMs\":%.3f,\"bytes\":%zu}\n", ms, heap_bytes() - before);
	fflush(stdout);

	FILE *out = fopen(argv[3], "wb");
	if (out == NULL)
		fail(argv[3]);
	for (int scalar = 0; scalar < 2; scalar++) {
		pass(context, data, results, packets, scalar);
		for (size_t i = 0; i < packets; i++) {
			const int32_t position = (int32_t)results[i] - 1;
			fwrite(&position, sizeof position, 1, out);
		}
	}
	fclose(out);

	char line[64];
	while (fgets(line, sizeof line, stdin) != NULL) {
		const double ns = pass(context, data, results, packets, strncmp(line, "scalar", 6) == 0);
		printf("{\"ns\":%.3f}\n", ns);
		fflush(stdout);
	}
	return 0;
}
