"""Shell completion and man pages, made by the program itself."""
import os
import shutil
import subprocess
import unittest

from harness import SEARCH, Shipped, environment, main, patience

DRIVER = r'''
source "$1"; shift
COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_jirei_search
printf '%s\n' "${COMPREPLY[@]}"
'''


class Completion(Shipped):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.script = os.path.join(cls.class_dir, 'jirei-search.bash')
        with open(cls.script, 'w', encoding='utf-8') as file:
            file.write(cls.searcher('--generate', 'complete-bash').out)

    def complete(self, *words, **env):
        process = subprocess.run(['bash', '-c', DRIVER, 'bash', self.script, SEARCH, *words],
                                 capture_output=True, timeout=patience(60),
                                 env=environment(self.class_dir, **{'JIREI_INDEX': self.shared_index, **env}))
        self.assertEqual(process.stderr.decode(), '')
        return [line for line in process.stdout.decode().splitlines() if line]

    def test_options(self):
        self.assertEqual(self.complete('--sim'), ['--similar'])
        self.assertIn('--format', self.complete('--'))
        self.assertNotIn('--generate', self.complete('--'))

    def test_choices(self):
        self.assertEqual(self.complete('--format', 'n'), ['ndjson'])
        self.assertEqual(self.complete('--color', '=', 'al'), ['always'])
        self.assertEqual(self.complete('--explain', '=', 'pl'), ['plan'])

    def test_facets_and_their_values(self):
        self.assertEqual(self.complete('-f', '業'), ['業種='])
        self.assertIn('製造業', self.complete('-f', '業種', '='))
        self.assertEqual(self.complete('--filter', '業種', '=', '製'), ['製造業'])
        self.assertIn('ランサムウェア', self.complete('-f', 'ケース', '=', 'ラ'))
        self.assertIn('業種', self.complete('--pivot', '業'))

    def test_case_ids(self):
        self.assertEqual(self.complete('--show', 'jirei-00'), [f'jirei-00{i}' for i in range(1, 10)])

    def test_words_of_the_query(self):
        self.assertIn('ランサムウェア', self.complete('ランサ'))

    def test_the_index_of_the_command_line_is_asked(self):
        there = self.complete('-i', self.shared_index, '--show', 'jirei-068', JIREI_INDEX='/nowhere')
        self.assertEqual(there, ['jirei-068'])
        self.assertEqual(self.complete('--show', 'jirei-068', JIREI_INDEX='/nowhere'), [])

    def test_scripts_are_sound(self):
        shells = {'complete-bash': 'bash', 'complete-zsh': 'zsh', 'complete-fish': 'fish'}
        for what, shell in shells.items():
            text = self.searcher('--generate', what).out
            self.assertTrue(text)
            if shutil.which(shell):
                subprocess.run([shell, '-n', '/dev/stdin'], input=text.encode(), check=True, timeout=60)
        if shutil.which('shellcheck'):
            subprocess.run(['shellcheck', '-s', 'bash', self.script], check=True, timeout=60)

    def test_man_pages_are_sound(self):
        for what in ('man-ja', 'man-en'):
            text = self.searcher('--generate', what).out
            if not shutil.which('groff'):
                self.skipTest('no groff here')
            process = subprocess.run(['groff', '-man', '-Tutf8', '-ww', '-k', '-z'], input=text.encode(),
                                     capture_output=True, timeout=patience(60))
            self.assertEqual((process.returncode, process.stderr.decode()), (0, ''), what)


if __name__ == '__main__':
    main()
