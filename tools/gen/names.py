#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Write names that people read, from the netlink spec: tables for snaptun-ctl,
one for each of its enums, and the reasons for drops for the module's tracepoint.

usage: names.py SPEC OUTPUT-FOLDER

The tables hold the spec's own words: the names of enum entries with their
description, and the names of attributes, which errors of the kernel point to.
"""

import os
import sys

import yaml

SETS = ['allowedip', 'dev', 'identity', 'peer', 'router', 'stats', 'underlay']
NOTE = '''
/*
 * Do not edit: "make gen" makes this from
 * Documentation/netlink/specs/snaptun.yaml.
 */
'''
HEADER = '// SPDX-License-Identifier: GPL-2.0-only' + NOTE + '''#include "names.h"

#include <linux/snaptun.h>
'''
# Attributes that are not named from elsewhere.
INNER = 'allowedip'


def c_string(text):
    return '"' + text.replace('\\', '\\\\').replace('"', '\\"') + '"'


def c_name(*parts):
    return '_'.join(parts).replace('-', '_')


def write_enum(out, enum):
    name = c_name(enum['name'])
    out.append(f'\nstatic const struct snt_name {name}[] = {{')
    for entry in enum['entries']:
        const = c_name('SNAPTUN', enum['name'], entry['name']).upper()
        doc = ' '.join(entry['doc'].split())
        out.append(f'\t[{const}] = {{ "{entry["name"]}",')
        out.append(f'\t\t{c_string(doc)} }},')
    out.append('};\n')
    out.append(f'const struct snt_names snt_names_{name} = {{')
    out.append(f'\t.name = {name},\n\t.nr = {len(enum["entries"])},\n}};')


def write_set(out, attr_set):
    upper = c_name('SNAPTUN_A', attr_set['name']).upper()
    name = c_name('snt_attrs', attr_set['name'])
    static = 'static ' if attr_set['name'] == INNER else ''
    out.append(f'\n{static}const struct snt_attr_name {name}[] = {{')
    for attr in attr_set['attributes']:
        const = c_name(upper, attr['name']).upper()
        nested = attr.get('nested-attributes')
        inner = ''
        if nested in SETS:
            inner = f',\n\t\t.nested = {c_name("snt_attrs", nested)},\n\t\t.nested_max = SNAPTUN_A_' + \
                    c_name(nested).upper() + '_MAX'
        out.append(f'\t[{const}] = {{ .name = "{attr["name"]}"{inner} }},')
    out.append('};')


def write_header(enums):
    """Return the declarations of all tables."""
    out = ['/* SPDX-License-Identifier: GPL-2.0-only */' + NOTE.rstrip('\n'),
           '#ifndef _SNT_NAMES_GEN_H\n#define _SNT_NAMES_GEN_H\n']
    out += [f'extern const struct snt_names {c_name("snt_names", name)};'
            for name in enums]
    out.append('')
    out += [f'extern const struct snt_attr_name {c_name("snt_attrs", name)}[];'
            for name in SETS if name != INNER]
    out.append('\n#endif /* _SNT_NAMES_GEN_H */')
    return out


def write_reasons(enum):
    """Return the header with all reasons, and those of packets to be sent."""
    out = ['/* SPDX-License-Identifier: GPL-2.0-only */' + NOTE.rstrip('\n'),
           '#ifndef _SNT_REASONS_GEN_H\n#define _SNT_REASONS_GEN_H\n']
    consts = {entry['name']: c_name('SNAPTUN', enum['name'],
                                    entry['name']).upper()
              for entry in enum['entries']}
    # Numbers, as programs that read the trace do not know the constants.
    names = [f'\t{{ {i}, "{name}" }}' for i, name in enumerate(consts)]
    sent = [f'\t{const}' for name, const in consts.items()
            if name.startswith('tx-')]
    for macro, entries in (('NAMES', names), ('TX', sent)):
        out.append(f'#define SNT_REASONS_{macro} \\')
        out.append(', \\\n'.join(entries) + '\n')
    out.append('#endif /* _SNT_REASONS_GEN_H */')
    return out


def write_file(folder, path, lines):
    path = os.path.join(folder, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines) + '\n')


def main():
    spec_path, folder = sys.argv[1:]
    with open(spec_path, encoding='utf-8') as file:
        spec = yaml.safe_load(file)
    enums = {d['name']: d for d in spec['definitions'] if d['type'] == 'enum'}
    sets = {s['name']: s for s in spec['attribute-sets']}

    out = [HEADER.rstrip('\n')]
    for enum in enums.values():
        write_enum(out, enum)
    for name in SETS:
        write_set(out, sets[name])
    write_file(folder, 'tools/lib/names_gen.c', out)
    write_file(folder, 'tools/lib/names_gen.h', write_header(enums))
    write_file(folder, 'module/base/reasons_gen.h',
               write_reasons(enums['drop-reason']))


main()
