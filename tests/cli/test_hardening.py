"""Release programs are built so that a flaw is hard to use: what the linker and compiler were asked for."""
import os
import subprocess
import unittest

from harness import INDEX, SEARCH, main, skip


def readelf(program, *options):
    return subprocess.run(['readelf', '-W', *options, program], capture_output=True, text=True,
                          check=True, env={**os.environ, 'LC_ALL': 'C'}).stdout


class Hardening(unittest.TestCase):
    programs = (INDEX, SEARCH)

    def test_programs_are_position_independent(self):
        for program in self.programs:
            self.assertRegex(readelf(program, '-h'), r'Type:\s+DYN', program)
            self.assertIn('PIE', readelf(program, '-d'), program)

    def test_relocations_are_resolved_at_the_start_and_then_read_only(self):
        for program in self.programs:
            self.assertIn('GNU_RELRO', readelf(program, '-l'), program)
            self.assertRegex(readelf(program, '-d'), r'BIND_NOW|FLAGS_1.*NOW', program)

    def test_the_stack_cannot_be_executed(self):
        for program in self.programs:
            stack = [line for line in readelf(program, '-l').splitlines() if 'GNU_STACK' in line]
            self.assertEqual(len(stack), 1, program)
            self.assertNotIn(' RWE ', stack[0], program)

    def test_no_segment_is_both_writable_and_executable(self):
        for program in self.programs:
            loads = [line for line in readelf(program, '-l').splitlines() if line.strip().startswith('LOAD')]
            self.assertGreater(len(loads), 1, program)
            self.assertFalse([line for line in loads if 'RWE' in line], program)

    def test_stacks_and_known_buffers_are_guarded(self):
        for program in self.programs:
            symbols = readelf(program, '--dyn-syms')
            self.assertIn('__stack_chk_fail', symbols, program)
            self.assertRegex(symbols, r'__(mem|read|pread|vsn|sn|fread|str)\w*_chk', program)

    def test_bounds_of_containers_are_checked(self):
        for program in self.programs:
            self.assertIn('__glibcxx_assert_fail', readelf(program, '--dyn-syms'), program)

    def test_no_folder_is_built_in_from_which_libraries_would_come(self):
        for program in self.programs:
            self.assertNotRegex(readelf(program, '-d'), r'\((RPATH|RUNPATH)\)', program)


if __name__ == '__main__':
    if os.environ.get('JIREI_HARDENED') != '1':
        skip('not a release build, or one with sanitizers')
    main()
