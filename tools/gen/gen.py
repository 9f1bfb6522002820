#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Generate the uapi header and the netlink policies from the YNL spec.

usage: gen.py YNL-TREE SPEC OUTPUT-FOLDER

The kernel's own generator does the work. What it cannot do is done here:

- it insists on the kernel's licence line for specs: it sees a copy with that
  line, and the outputs get ours;
- it writes genl_split_ops, which Linux 6.1 lacks: each pair of do and dump
  becomes one genl_ops, which every kernel has;
- its flag "admin-perm" asks for CAP_NET_ADMIN in the initial user namespace,
  and is dropped from multicast groups: here both operations and groups ask for
  it in the user namespace of the socket's network namespace.
"""

import os
import re
import subprocess
import sys
import tempfile

import jsonschema
import yaml

KERNEL_LICENCE = '((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)'
SPEC_LICENCE = '(GPL-2.0-only WITH Linux-syscall-note) OR MIT'
MODULE_LICENCE = 'GPL-2.0-only'
SPEC_PATH = 'Documentation/netlink/specs/snaptun.yaml'

# Output path, generator mode, generator option, licence of the output.
OUTPUTS = [
    ('uapi/linux/snaptun.h', 'uapi', '--header', SPEC_LICENCE),
    ('module/netlink/netlink_gen.h', 'kernel', '--header', MODULE_LICENCE),
    ('module/netlink/netlink_gen.c', 'kernel', '--source', MODULE_LICENCE),
]


def die(text):
    """End with a message for people."""
    sys.exit(f'gen.py: {text}')


def replace_once(text, old, new):
    """Replace what must occur exactly once, lest a change go unnoticed."""
    if text.count(old) != 1:
        die(f'the generator no longer writes "{old}" once')
    return text.replace(old, new)


def check_schema(ynl, spec):
    """Check the spec against the schema that it names."""
    with open(spec, encoding='utf-8') as stream:
        content = yaml.safe_load(stream)
    schema_path = f'{ynl}/Documentation/netlink/{content["protocol"]}.yaml'
    with open(schema_path, encoding='utf-8') as stream:
        schema = yaml.safe_load(stream)
    jsonschema.validate(content, schema)


def run_generator(ynl, spec, mode, option, out_file):
    """Run the kernel's generator on a relicensed copy of the spec."""
    with tempfile.TemporaryDirectory() as root:
        # The generator looks for this file to find the root of the tree.
        open(f'{root}/MAINTAINERS', 'w', encoding='utf-8').close()
        os.makedirs(f'{root}/{os.path.dirname(SPEC_PATH)}')
        os.symlink(f'{ynl}/Documentation/netlink/genetlink.yaml',
                   f'{root}/Documentation/netlink/genetlink.yaml')
        with open(spec, encoding='utf-8') as stream:
            text = stream.read()
        text = replace_once(text, f'Identifier: {SPEC_LICENCE}',
                            f'Identifier: {KERNEL_LICENCE}')
        with open(f'{root}/{SPEC_PATH}', 'w', encoding='utf-8') as stream:
            stream.write(text)
        subprocess.run([sys.executable, f'{ynl}/tools/net/ynl/ynl-gen-c.py',
                        '--mode', mode, option,
                        '--spec', f'{root}/{SPEC_PATH}', '-o', out_file],
                       check=True)


def parse_entry(body):
    """Split the initialiser of one operation into its members."""
    return dict(re.findall(r'\.(\w+)\s*= (.*),', body))


def merge_policies(do_op, dump_op, text):
    """Use one policy for a do and a dump that take the same attributes."""
    policies = {'do': do_op.get('policy'), 'dump': dump_op.get('policy')}
    if not policies['dump']:
        # The handler refuses what the dump does not take.
        return do_op, text
    bodies = {}
    for mode, name in policies.items():
        match = re.search(rf'/\*[^\n]* - {mode} \*/\nstatic const struct '
                          rf'nla_policy {name}\[[^=]*= {{\n(.*?)}};\n\n',
                          text, re.S)
        bodies[mode] = match
    if bodies['do'].group(1) != bodies['dump'].group(1):
        die(f'{do_op["cmd"]}: do and dump take different attributes')
    text = text.replace(bodies['dump'].group(0), '')
    name = policies['do'].replace('_do_nl_policy', '_nl_policy')
    text = text.replace(policies['do'], name)
    return do_op | {'policy': name}, text


def unsplit_ops(text):
    """Turn the table of genl_split_ops into one of genl_ops."""
    table = re.search(r'static const struct genl_split_ops (\w+)\[\] = {\n'
                      r'(.*?)\n};\n', text, re.S)
    text = text.replace(table.group(0), '@OPS@')
    ops = {}
    for body in re.findall(r'\t{\n(.*?)\n\t},', table.group(2), re.S):
        entry = parse_entry(body)
        cmd = entry['cmd']
        if cmd in ops:
            merged, text = merge_policies(ops[cmd], entry, text)
            entry = entry | merged
        ops[cmd] = entry
    lines = [f'static const struct genl_ops {table.group(1)}[] = {{']
    for entry in ops.values():
        entry['flags'] = 'GENL_UNS_ADMIN_PERM'
        lines.append('\t{')
        for key in ('cmd', 'doit', 'start', 'dumpit', 'done', 'policy',
                    'maxattr', 'flags'):
            if key in entry:
                tabs = '\t' if len(key) >= 7 else '\t\t'
                lines.append(f'\t\t.{key}{tabs}= {entry[key]},')
        lines.append('\t},')
    lines.append('};\n')
    text = replace_once(text, '@OPS@', '\n'.join(lines))
    text = replace_once(text, '.split_ops\t=', '.ops\t\t=')
    return replace_once(text, '.n_split_ops\t=', '.n_ops\t\t=')


def guard_groups(text):
    """Ask for the same permission to join a group as for operations."""
    return re.sub(r'(\[SNAPTUN_NLGRP_\w+\] = {) "(\w+)", },',
                  r'\1 .name = "\2", .flags = GENL_MCAST_CAP_NET_ADMIN, },', text)


def finish(text, licence):
    """Give a generated file our licence, and the way to make it again."""
    text = replace_once(text, KERNEL_LICENCE, licence)
    text = replace_once(text, 'auto-generated from: */',
                        'generated by "make gen" from: */')
    # No empty lines in a row: checkpatch.
    return re.sub(r'\n{3,}', '\n\n', text).rstrip('\n') + '\n'


def main():
    """Generate all outputs."""
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    ynl, spec, out = map(os.path.abspath, sys.argv[1:])
    check_schema(ynl, spec)
    for path, mode, option, licence in OUTPUTS:
        out_file = f'{out}/{path}'
        os.makedirs(os.path.dirname(out_file), exist_ok=True)
        run_generator(ynl, spec, mode, option, out_file)
        with open(out_file, encoding='utf-8') as stream:
            text = stream.read()
        if out_file.endswith('.c'):
            text = guard_groups(unsplit_ops(text))
        with open(out_file, 'w', encoding='utf-8') as stream:
            stream.write(finish(text, licence))


main()
