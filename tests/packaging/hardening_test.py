#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What surrounds the program: the unit of systemd leaves it little, and the
compiler and linker put into it what they can. usage: hardening_test.py RAPPORT"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNIT = ROOT / "packaging" / "rapport.service"
EXPOSURE_MOST = 1.5
binary = None


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


class Unit(unittest.TestCase):
    def exposure(self, path):
        got = run("systemd-analyze", "security", "--offline=true", str(path))
        found = re.search(r"exposure level for \S+: ([\d.]+)", got.stdout)
        self.assertIsNotNone(found, got.stdout + got.stderr)
        return float(found[1])

    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd here")
    def test_the_unit_is_exposed_little(self):
        self.assertLessEqual(self.exposure(UNIT), EXPOSURE_MOST)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd here")
    def test_each_part_of_it_counts(self):
        text = UNIT.read_text(encoding="utf-8")
        for line in ["SystemCallFilter=", "CapabilityBoundingSet=",
                     "PrivateUsers=", "RestrictNamespaces=", "IPAddressDeny="]:
            with tempfile.TemporaryDirectory() as folder:
                less = pathlib.Path(folder) / "rapport.service"
                less.write_text(re.sub(rf"(?m)^{line}.*\n", "", text),
                                encoding="utf-8")
                self.assertGreater(self.exposure(less), self.exposure(UNIT),
                                   line)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "no systemd here")
    def test_systemd_knows_every_word_of_it(self):
        got = run("systemd-analyze", "verify", str(UNIT))
        lines = [line for line in (got.stdout + got.stderr).splitlines()
                 if "rapport.service" in line
                 and "is not executable" not in line]
        self.assertEqual(lines, [])


class Binary(unittest.TestCase):
    def read(self, *how):
        got = run("readelf", "--wide", *how, binary)
        self.assertEqual(got.returncode, 0, got.stderr)
        return got.stdout

    def test_it_can_be_put_anywhere_in_memory(self):
        self.assertRegex(self.read("-h"), r"Type:\s+DYN")
        self.assertRegex(self.read("-d"), r"FLAGS_1.*\bPIE\b")

    def test_its_tables_are_read_only_once_it_runs(self):
        self.assertIn("GNU_RELRO", self.read("-l"))
        self.assertRegex(self.read("-d"), r"\bBIND_NOW\b|FLAGS.*\bNOW\b")

    def test_no_memory_is_written_and_run(self):
        segments = self.read("-l")
        stack = re.search(r"GNU_STACK.*", segments)
        self.assertIsNotNone(stack)
        self.assertNotIn("RWE", segments)
        self.assertRegex(stack[0], r"\bRW\s")

    def test_it_looks_after_its_stack_and_its_copies(self):
        symbols = self.read("-s")
        self.assertIn("__stack_chk_fail", symbols)
        self.assertRegex(symbols, r"__\w+_chk\b(?<!__stack_chk)")
        self.assertRegex(symbols, r"__(vsnprintf|snprintf|memcpy|read)_chk")

    def test_jumps_land_where_they_may(self):
        if "X86-64" not in self.read("-h"):
            self.skipTest("x86 only")
        # Debian 12's own start files lack the mark that makes the kernel
        # insist; our code is ready for it.
        code = run("objdump", "-d", "--disassemble=main", binary).stdout
        self.assertRegex(code, r"<main>:\n\s+\w+:.*\bendbr64\b")

    def test_no_path_of_the_builder_is_searched(self):
        self.assertNotRegex(self.read("-d"), r"RPATH|RUNPATH")


if __name__ == "__main__":
    binary = sys.argv.pop(1)
    unittest.main()
