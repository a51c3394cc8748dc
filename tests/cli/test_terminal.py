"""What a terminal sees: the pager, widths, a full disk, the config file."""
import fcntl
import os
import re
import stat
import struct
import subprocess
import termios
import unicodedata
import unittest

from harness import SEARCH, Shipped, environment, main, patience


def columns(line):
    return sum(2 if unicodedata.east_asian_width(c) in 'WF' else 0 if unicodedata.combining(c) else 1 for c in line)


class Terminal(Shipped):
    def setUp(self):
        super().setUp()
        self.index = self.shared_index
        self.paged = os.path.join(self.dir, 'paged')
        self.pager = self.write('bin/pager', '#!/bin/sh\n{ echo "$*|LESS=$LESS"; echo "charset $LESSCHARSET"; cat; } > "$PAGED"\n')
        os.chmod(self.pager, stat.S_IRWXU)

    def on_terminal(self, *arguments, size=(24, 80), status=0, **env):
        """What arrives at a pseudo-terminal of that size (rows, columns)."""
        master, slave = self.open_terminal()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', *size, 0, 0))
        variables = environment(self.class_dir, TERM='xterm-256color', PAGED=self.paged, **env)
        process = subprocess.Popen([SEARCH, '-i', self.index, *arguments], stdin=subprocess.DEVNULL,
                                   stdout=slave, stderr=slave, env=variables)
        os.close(slave)
        out = b''
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:
                break
            if not piece:
                break
            out += piece
        os.close(master)
        self.assertEqual(process.wait(60), status, out)
        return out.decode()

    def page(self):
        with open(self.paged, encoding='utf-8') as file:
            return file.read()

    def test_the_pager_gets_the_answer_with_its_colours(self):
        out = self.on_terminal('教育', JIREI_PAGER=self.pager, PAGER='/nowhere')
        self.assertEqual(out, '')
        self.assertTrue(self.page().startswith('|LESS=FRX\ncharset utf-8\n'), self.page()[:100])
        self.assertIn('\x1b[', self.page())
        self.assertIn('教育', self.page())

    def test_the_pager_is_named_by_flag_variable_and_file(self):
        self.on_terminal('教育', PAGER=f"'{self.pager}' -x 'a b' ; true", LESS='S')
        self.assertTrue(self.page().startswith('-x a b ; true|LESS=S\n'), self.page()[:100])
        self.on_terminal('--pager', f'{self.pager} flag', '教育', JIREI_PAGER='/nowhere')
        self.assertTrue(self.page().startswith('flag|'))
        config = os.path.join(self.dir, 'config', 'jirei')
        os.makedirs(config)
        with open(os.path.join(config, 'config.toml'), 'w', encoding='utf-8') as file:
            file.write(f'pager = "{self.pager} file"\n')
        self.on_terminal('教育', PAGER='/nowhere', XDG_CONFIG_HOME=os.path.join(self.dir, 'config'))
        self.assertTrue(self.page().startswith('file|'))

    def test_whole_cases_are_paged(self):
        self.on_terminal('--show', 'jirei-004', JIREI_PAGER=self.pager)
        self.assertIn('jirei-004', self.page())

    def test_no_pager_where_it_would_be_in_the_way(self):
        for arguments, env in ((['--no-pager', '教育'], {}), (['--format', 'json', '教育'], {}),
                               (['--complete', 'バ'], {}), (['教育'], {'JIREI_PAGER': 'cat'}),
                               (['教育'], {'JIREI_PAGER': 'no-such-pager-anywhere'})):
            out = self.on_terminal(*arguments, **{'JIREI_PAGER': self.pager, **env})
            self.assertTrue(out, arguments)
            self.assertFalse(os.path.exists(self.paged), arguments)
        self.search('教育', JIREI_PAGER=self.pager, PAGED=self.paged, status=0)
        self.assertFalse(os.path.exists(self.paged))

    def test_nothing_found_is_status_1_through_the_pager_too(self):
        self.on_terminal('--exact', 'どこにもないはずの文字列', status=1, JIREI_PAGER=self.pager)

    def test_lines_fit_the_terminal(self):
        for width in (40, 80, 132, 200):
            for arguments in (['ランサムウェア バックアップ', '--facets', 'all', '--pivot', '業種,ケース'],
                              ['--show', 'jirei-004', '感染'], ['--help'], ['--help', '--lang', 'ja']):
                out = self.on_terminal('--no-pager', *arguments, size=(24, width))
                for line in re.sub('\x1b\\[[0-9;]*m', '', out).splitlines():
                    if not line.startswith('  jirei-search ') and 'jirei-search' not in line and arguments[0] != '--help':
                        self.assertLessEqual(columns(line), width, line)

    def test_a_full_disk_is_an_error(self):
        if not os.path.exists('/dev/full'):
            self.skipTest('no /dev/full here')
        for form in ('text', 'json', 'html'):
            with open('/dev/full', 'wb') as full:
                process = subprocess.run([SEARCH, '-i', self.index, '--format', form, '教育'], stdout=full,
                                         stderr=subprocess.PIPE, env=environment(self.class_dir), timeout=patience(60))
            self.assertEqual(process.returncode, 2)
            self.assertIn('standard output', process.stderr.decode())

    def test_the_config_file_names_the_index(self):
        home = os.path.join(self.dir, 'home')
        os.makedirs(os.path.join(home, 'jirei'))
        with open(os.path.join(home, 'jirei', 'config.toml'), 'w', encoding='utf-8') as file:
            file.write(f'index = "{self.index}"\nlimit = 2\n')
        result = self.searcher('--format', 'ids', '教育', XDG_CONFIG_HOME=home)
        self.assertEqual((result.status, len(result.lines())), (0, 2), result)
        result = self.searcher('--print-config', XDG_CONFIG_HOME=home)
        self.assertRegex(result.out, r'limit = 2 +# .*config\.toml:2')

    def test_every_message_of_the_command_line_speaks_both_languages(self):
        japanese = re.compile('[ぁ-んァ-ヶ一-龠]')
        for arguments in (['--limt', '3'], ['--limit', 'x'], ['--limit'], ['--format', 'x'], ['--lang', 'x'],
                          ['--show', ','], ['--show', 'a', '--similar', 'b'], ['--batch', '/nowhere'],
                          ['--batch', '-', 'x'], ['--show', 'jirei-004', '--format', 'csv'],
                          ['--show', 'nosuchcase'], ['--pivot', 'a'], ['-f', 'x'], ['--bom=1'],
                          ['--page', '10000000', '--limit', '10000000'], ['-i', '/nowhere', 'x']):
            english = self.search(*arguments, status=2, LC_ALL='C.UTF-8')
            self.assertIsNone(japanese.search(english.err.replace('業種', '').replace('製造業', '')), english)
            for more in ({'LC_ALL': 'ja_JP.UTF-8'}, {'LC_ALL': '', 'LANG': 'ja_JP.UTF-8'}):
                self.assertIsNotNone(japanese.search(self.search(*arguments, status=2, **more).err), arguments)
            self.assertEqual(english.out, '')
        self.assertIsNotNone(japanese.search(self.search('--limt', '--lang', 'ja', status=2).err))


if __name__ == '__main__':
    main()
