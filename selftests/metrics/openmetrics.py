#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Is standard input a document as OpenMetrics 1.0 has it?

Only what counters, gauges and infos have is known, and all of that is checked.
Prints one line for each sample, "NAME LABEL=VALUE... NUMBER", with the labels in
alphabetical order; or says which line is wrong, with exit status 1.

  openmetrics.py --compare: has the parser of Prometheus's own library to say the
  same?  Exit status 4 if it is not installed.
"""
import re
import sys

NAME = r'[a-zA-Z_][a-zA-Z0-9_]*'
LABEL = re.compile(rf'({NAME})="((?:[^"\\\n]|\\["\\n])*)"(,|$)')
SAMPLE = re.compile(rf'({NAME})(?:\{{(.*)\}})? ([0-9]+(?:\.[0-9]+)?)')
ENDS = {'counter': '_total', 'gauge': '', 'info': '_info'}


class Wrong(Exception):
    """Why a line is not as it has to be."""


def require(condition, why):
    """It is as it has to be, or why not."""
    if not condition:
        raise Wrong(why)


def parse_labels(text):
    """The labels of a sample, each once."""
    labels = {}
    while text:
        match = LABEL.match(text)
        require(match, f'labels cannot be read: {text}')
        name, value, comma = match.groups()
        require(name not in labels, f'label {name} twice')
        require(not name.startswith('__'), f'label {name} is reserved')
        labels[name] = value
        text = text[match.end():]
        require(bool(text) == (comma == ','), 'comma behind the last label')
    return labels


class Document:
    """What was read so far."""

    def __init__(self):
        self.families = {}	# those that have begun
        self.current = None	# name of the one at hand
        self.samples = {}	# value by name and labels
        self.has_samples = False
        self.is_complete = False

    def metadata(self, line):
        """TYPE, UNIT or HELP: of a family that begins."""
        match = re.fullmatch(rf'# (TYPE|UNIT|HELP) ({NAME}) (.+)', line)
        require(match, 'no TYPE, UNIT or HELP')
        what, name, value = match.groups()
        if name != self.current or self.has_samples:
            require(name not in self.families, f'{name} begins again')
            self.families[name] = {}
            self.current, self.has_samples = name, False
        family = self.families[name]
        require(what not in family, f'{what} of {name} twice')
        family[what] = value
        if what == 'TYPE':
            require(value in ENDS, f'unknown type {value}')
        if what == 'UNIT':
            require(name.endswith(f'_{value}'), f'{name} is not in {value}')
            require(family.get('TYPE') != 'info', 'an info has no unit')

    def sample(self, line):
        """One value of the family at hand."""
        match = SAMPLE.fullmatch(line)
        require(match, 'no sample')
        name, labels, value = match.groups()
        require(self.current, 'a sample of no family')
        family = self.families[self.current]
        require('TYPE' in family, f'{self.current} has no type')
        require(name == self.current + ENDS[family['TYPE']],
                f'{name} is no sample of {self.current}')
        labels = tuple(sorted(parse_labels(labels or '').items()))
        require((name, labels) not in self.samples, 'a sample twice')
        require(family['TYPE'] != 'info' or value == '1', 'an info that is not 1')
        self.samples[name, labels] = value
        self.has_samples = True

    def line(self, line):
        """One line of the document."""
        require(not self.is_complete, 'something behind the end')
        if line == '# EOF':
            self.is_complete = True
        elif line.startswith('#'):
            self.metadata(line)
        else:
            self.sample(line)


def check(text):
    """Read all of it: the samples; raises Wrong."""
    require(text.endswith('\n'), 'the last line has no end')
    document = Document()
    for number, line in enumerate(text[:-1].split('\n'), 1):
        try:
            document.line(line)
        except Wrong as wrong:
            raise Wrong(f'line {number}: {wrong}: {line}') from wrong
    require(document.is_complete, 'there is no # EOF')
    return document.samples


def unescape(labels):
    """The labels as they were before they were written."""
    return tuple((key, re.sub(r'\\(.)', lambda match: match[1].replace(
        'n', '\n'), value)) for key, value in labels)


def compare(text, samples):
    """What Prometheus's library reads is the same; raises Wrong."""
    try:
        from prometheus_client.openmetrics import parser
    except ImportError:
        sys.exit(4)
    theirs = {(sample.name, tuple(sorted(sample.labels.items()))): sample.value
              for family in parser.text_string_to_metric_families(text)
              for sample in family.samples}
    ours = {(name, unescape(labels)): float(value)
            for (name, labels), value in samples.items()}
    require(theirs == ours,
            f'only one of them has {set(theirs.items()) ^ set(ours.items())}')
    print(len(theirs), 'samples')


def main():
    """See above."""
    text = sys.stdin.read()
    try:
        samples = check(text)
        if sys.argv[1:] == ['--compare']:
            compare(text, samples)
            return
    except Wrong as why:
        sys.exit(str(why))
    for (name, labels), value in samples.items():
        print(name, *(f'{key}={word}' for key, word in labels), value)


if __name__ == '__main__':
    main()
