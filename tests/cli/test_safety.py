"""Foreign input does no harm: terminal sequences, markup, paths, bombs, other writers, readers that race."""
import json
import os
import subprocess
import threading
import unittest

from harness import INDEX, CliTest, environment, main

ESCAPE = '\x1b]0;owned\x07\x1b[31m赤\x1b[0m\x9b31m\u202e逆\x08\x7f'


class Output(CliTest):
    def setUp(self):
        super().setUp()
        self.build(self.write_cases('a.jsonl', {
            'id': 'e-1', 'title': f'題{ESCAPE}名', 'body': f'本文の{ESCAPE}中身。<script>alert(1)</script> & "x"'}))

    def assert_harmless(self, text):
        for byte in ('\x1b', '\x07', '\x08', '\x9b', '\x7f'):
            self.assertNotIn(byte, text)

    def test_no_control_character_reaches_the_terminal(self):
        for arguments in (['中身'], ['--show', 'e-1'], ['--similar', 'e-1'], ['--complete', '題'],
                          ['--explain', '中身'], ['--analyze', ESCAPE], ['--format', 'ids'],
                          ['-f', f'業種={ESCAPE}'], [f'無い{ESCAPE}語']):
            result = self.search(*arguments)
            self.assert_harmless(result.out)
            self.assert_harmless(result.err)
        missing = self.indexer('build', '-i', self.index, os.path.join(self.dir, f'無{ESCAPE}い'))
        self.assert_harmless(missing.err)

    def test_html_holds_no_foreign_markup(self):
        page = self.search('--format', 'html', '中身').out
        self.assertNotIn('<script>alert', page)
        self.assert_harmless(page)

    def test_machine_formats_escape_what_they_must(self):
        self.search('--format', 'json', '中身').json()
        trec = self.search('--format', 'trec', '--batch', self.write('q', 'q1\t中身\n')).lines()
        self.assertTrue(all(len(line.split()) == 6 for line in trec))


class Sources(CliTest):
    def test_converting_never_writes_outside_the_folder(self):
        source = self.write_cases('in/a.jsonl', *(
            {'id': name, 'title': '題', 'body': '文。'} for name in ('../evil', '/abs', 'a/b', '..', 'x\\y', 'ok')))
        target = os.path.join(self.dir, 'out', 'md')
        os.makedirs(target)
        self.indexer('convert', source, '--to', 'markdown', '-o', target)
        outside = [n for n in os.listdir(os.path.dirname(target)) if n != 'md']
        self.assertEqual(outside, [])
        self.assertFalse(os.path.exists('/abs.md') or os.path.exists('/abs'))
        for folder, _, names in os.walk(target):
            for name in names:
                self.assertTrue(os.path.realpath(os.path.join(folder, name)).startswith(os.path.realpath(target)))

    def test_a_folder_that_holds_itself_ends(self):
        self.write_cases('s/a.jsonl', {'id': 'a', 'title': '題', 'body': '文。'})
        os.symlink('.', os.path.join(self.dir, 's', 'loop'))
        result = self.indexer('build', '-i', self.index, os.path.join(self.dir, 's'), timeout=60)
        self.assertIn(result.status, (0, 2), result)

    def test_yaml_and_json_bombs_are_refused_in_time(self):
        aliases = '\n'.join(f'a{n}: &a{n} [{", ".join([f"*a{n - 1}"] * 9)}]' for n in range(1, 12))
        bombs = {'bomb.md': f'---\nid: x\ntitle: y\na0: &a0 [lol]\n{aliases}\n---\n\n文。\n',
                 'deep.jsonl': '[' * 200000 + '\n', 'deeper.jsonl': '{"a":' * 100000 + '\n',
                 'deep.md': '---\nid: ' + '[' * 100000 + '\n---\n\n文。\n'}
        for name, text in bombs.items():
            result = self.indexer('cat', self.write(name, text), timeout=60)
            self.assertIn(result.status, (0, 2), (name, result.status, result.err[:500]))

    def test_special_files_in_a_folder_are_passed_over(self):
        self.write_cases('s/a.jsonl', {'id': 'a', 'title': '題', 'body': '文。'})
        os.mkfifo(os.path.join(self.dir, 's', 'pipe.jsonl'))
        result = self.indexer('build', '-i', self.index, os.path.join(self.dir, 's'), timeout=30)
        self.assertIn(result.status, (0, 2), result)
        self.assertEqual(self.ids(), ['a'])

    def test_very_long_words_and_lines(self):
        source = self.write_cases('l.jsonl', {'id': 'l', 'title': 'ア' * 3000, 'body': 'a' * 300000 + '漢' * 300000})
        self.build(source)
        self.assertEqual(self.ids('--exact', '漢' * 50), ['l'])
        self.assertEqual(self.ids('a' * 5000), ['l'])


class Concurrency(CliTest):
    def cases(self, count, text):
        return self.write_cases(f'{text}.jsonl', *(
            {'id': f'c-{n}', 'title': f'題{n}', 'body': f'{text}の話。' * 20} for n in range(count)))

    def test_readers_never_see_a_half_built_index(self):
        first, second = self.cases(200, '朝'), self.cases(300, '夜')
        self.build(first)
        failures, stop = [], threading.Event()

        def read():
            while not stop.is_set():
                result = self.search('--format', 'json', '--limit', '1', '--facets', 'none')
                total = result.json()['total'] if result.status == 0 else None
                if total not in (200, 300):
                    failures.append(str(result))
                    return
        readers = [threading.Thread(target=read) for _ in range(2)]
        for reader in readers:
            reader.start()
        for number in range(4):
            self.build(second if number % 2 == 0 else first)
        stop.set()
        for reader in readers:
            reader.join()
        self.assertEqual(failures, [])

    def test_a_killed_build_leaves_the_old_index(self):
        self.build(self.cases(50, '朝'))
        large = self.cases(20000, '夜')
        for delay in (0.05, 0.3, 0.8):
            process = subprocess.Popen([INDEX, 'build', '-i', self.index, large], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, env=environment(self.class_dir))
            try:
                process.wait(delay)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            total = self.answer('--limit', 1)['total']
            self.assertIn(total, (50, 20000))
            if total == 20000:
                break
        self.build(self.cases(50, '朝'))
        self.assertEqual(self.answer('--limit', 1)['total'], 50)
        self.assertLessEqual(sum(n.startswith('gen-') for n in os.listdir(self.index)), 3)

    def test_two_writers_do_not_mix(self):
        self.build(self.cases(10, '朝'))
        import fcntl
        with open(os.path.join(self.index, 'lock'), 'r+', encoding='utf-8') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            result = self.indexer('build', '-i', self.index, self.cases(20, '夜'), timeout=120)
            self.assertEqual(result.status, 2, result)
        self.assertEqual(self.answer('--limit', 1)['total'], 10)


if __name__ == '__main__':
    main()
