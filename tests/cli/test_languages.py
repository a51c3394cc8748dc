"""Both languages, complete: no Japanese in English output but what is data, no English sentence in Japanese
output, and no text in the sources that stands in one language alone."""
import glob
import os
import re
import unittest

from harness import DATA, SEARCH, SOURCE, CliTest, main

JAPANESE = re.compile('[ぁ-ゖァ-ヺ一-鿿]')
# Three English words in a row are a sentence or part of one; options, paths and names of things are not.
ENGLISH = re.compile(r'(?<![\w\-/.$=])[A-Za-z][a-z]{1,}(?: [a-z]{2,}){2,}')

TABLE = """facets:
  - {key: branch, label: Branch, kind: word}
  - {key: year, label: Year, kind: number}
  - key: size
    label: Size
    kind: ordered
    values:
      - {value: small, low: 1, high: 20}
      - {value: large, low: 21, high: 99}
"""
# Facets are Japanese in the shipped table, and so are examples of filters in either language.
FILTER_EXAMPLES = ['業種=製造業,小売業', '業種=製造業', '発生年=2013..2016']
LATIN = [{'id': f'latin-{i}', 'title': f'Report {i} on the malware', 'facets': {'Branch': ['mill' if i % 2 else 'shop'],
          'Year': [2010 + i], 'Size': ['small' if i < 3 else 'large']},
          'sections': [{'heading': 'Event', 'text': 'Malware came by mail. A backup helped.' if i % 2 else 'A lost laptop.'}]}
         for i in range(1, 7)]


class Languages(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        self = cls('test_help')
        self.dir = cls.class_dir
        cls.table = self.write('facets.yaml', TABLE)
        cls.latin_source = self.write_cases('latin.jsonl', *LATIN)
        cls.latin = os.path.join(cls.class_dir, 'latin')
        cls.japanese = os.path.join(cls.class_dir, 'japanese')
        for command in (['build', '-i', cls.latin, '--facet-table', cls.table, cls.latin_source],
                        ['build', '-i', cls.japanese, DATA]):
            result = cls.indexer(*command)
            assert result.status == 0, result

    def assert_english(self, result, *data):
        text = result.out + result.err
        for word in data:
            text = text.replace(word, '')
        for line in text.splitlines():
            self.assertIsNone(JAPANESE.search(line), f'Japanese in English output: {line}\n{result}')

    def assert_japanese(self, result, *data):
        text = re.sub('<(script|style)>.*?</\\1>', '', result.out, flags=re.DOTALL) + result.err
        self.assertIsNotNone(JAPANESE.search(text), f'nothing is Japanese here\n{result}')
        for word in data:
            text = text.replace(word, '')
        for line in text.splitlines():
            self.assertIsNone(ENGLISH.search(line), f'English in Japanese output: {line}\n{result}')

    def both(self, program, *arguments, english=(), japanese=(), **more):
        """`english` and `japanese`: data of the other language that may stand in the output."""
        run = self.searcher if program == 'search' else self.indexer
        for name, check, data in (('en', self.assert_english, english), ('ja', self.assert_japanese, japanese)):
            check(run(*arguments, '--lang', name, **more), *data)

    # Names of facets and examples of queries are Japanese in the English help, too.
    EXAMPLES = re.compile(r'^ {2}jirei-search .*$|[^ ,;(]*[ぁ-ゖァ-ヺー一-鿿々][^ ,;)]*', re.MULTILINE)

    def without_examples(self, text):
        return self.EXAMPLES.sub('', text)

    def test_help(self):
        for run, commands in ((self.searcher, [[]]),
                              (self.indexer, [[], *([c] for c in ('build', 'add', 'update', 'remove', 'cat', 'check', 'info',
                                                                  'convert'))])):
            for command in commands:
                english = run(*command, '--help', '--lang', 'en')
                japanese = run(*command, '--help', '--lang', 'ja')
                self.assertEqual((english.status, japanese.status), (0, 0), english)
                for line in english.out.splitlines():
                    rest = self.without_examples(line)
                    self.assertLess(len(JAPANESE.findall(line)), 40, line)
                    self.assertIsNone(JAPANESE.search(rest), line)
                    # A line of Japanese prose holds a particle between words; examples do not.
                    self.assertIsNone(re.search('[ぁ-ん]{2,}.*[ぁ-ん]{2,}', line), line)
                self.assert_japanese(japanese)
                options = [set(re.findall(r'--[a-z][a-z-]+', r.out)) for r in (english, japanese)]
                self.assertEqual(*options, f'{command}: options named in one language alone')

    def test_man_pages(self):
        pages = {name: self.searcher('--generate', f'man-{name}').out for name in ('ja', 'en')}
        for name in ('ja', 'en'):
            for line in pages[name].splitlines():
                if line.startswith(('.\\"', '.TH')) or 'jirei\\-search' in line:
                    continue
                plain = re.sub(r'\\f[BIR]|\\\(..|\\', '', line)
                if name == 'ja':
                    self.assertIsNone(ENGLISH.search(plain), line)
                else:
                    self.assertIsNone(re.search('[ぁ-ん]{2,}.*[ぁ-ん]{2,}', plain), line)
        for macro in ('.SH', '.SS', '.TP'):
            counts = [len(re.findall(rf'^{re.escape(macro)}\b', page, re.MULTILINE)) for page in pages.values()]
            self.assertEqual(*counts, f'{macro}: one language has more than the other')

    def test_answers(self):
        cases = [['malware'], ['malware', 'laptop'], ['nothing-of-this'], ['malwere'], ['malware', '-f', 'Branch=mill'],
                 ['"malware'], ['(malware'], ['--similar', 'latin-1'], ['malware', '--explain'], ['malware', '--explain=plan'],
                 ['--pivot', 'Branch,Size', '-n', '0'], ['-n', '2'], ['-n', '2', '--page', '2'], ['--page', '99'],
                 ['malware', '-f', 'Branch=shop'], ['--show', 'latin-1', 'malware'], ['--complete', 'mal'], ['--facets', 'none'],
                 ['malware', '--sort', '-Year'], ['malware', '--format', 'html'], ['--print-config'], ['--version'],
                 ['malware', '--stats'], ['nothing', '--exact'], ['Year:abc'], ['malware', '--zero']]
        for arguments in cases:
            with self.subTest(arguments):
                self.assert_english(self.searcher('-i', self.latin, *arguments, '--lang', 'en'))
        cases = [['ランサムウェア'], ['ランサムウェア', '教育'], ['どこにもない語句'], ['バクアップ'], ['"感染'], ['--similar', 'jirei-004'],
                 ['感染', '-f', '業種=農業'], ['--pivot', '業種,ケース', '-n', '0'], ['-n', '2', '--page', '2'], ['--page', '99'],
                 ['感染', '--format', 'html'], ['感染', '-n', '1'], ['--show', 'jirei-004', '感染']]
        for arguments in cases:
            with self.subTest(arguments):
                self.assert_japanese(self.searcher('-i', self.japanese, *arguments, '--lang', 'ja'))

    def test_errors_of_the_searcher(self):
        broken = os.path.join(self.dir, 'broken')
        os.makedirs(broken)
        config = self.write('config/jirei/config.toml', 'limt = 3\n')
        for arguments in (['--limt'], ['--limit'], ['--limit', 'x'], ['--format', 'x'], ['--color', 'x'], ['--bom=1'], ['-f', 'x'],
                          ['-f', 'Branch='], ['-f', 'Branch=none'], ['-f', 'None=x'], ['-f', 'Year=a..b'], ['-f', 'Year=..'],
                          ['--sort', 'none'], ['--facets', 'none-such'], ['--pivot', 'Branch'], ['--pivot', 'a,b'],
                          ['--show', ','], ['--show', 'none'], ['--similar', 'none'], ['--show', 'latin-1', '--format', 'csv'],
                          ['--show', 'a', '--similar', 'b'], ['--batch', '/nowhere'], ['--page', '0'],
                          ['--page', '10000000', '--limit', '10000000'], ['-I'], ['--list', 'x'], ['--explain=x'],
                          ['--weight', 'x'], ['--weight', 'x=y'], ['--weight', 'k1=nan'], ['--weight', 'near=-1'], ['--without', 'x'], ['--snippets', '-1'], ['x' * 70_000],
                          [b'\xff\xfe']):
            with self.subTest(str(arguments)[:60]):
                for name, check in (('en', self.assert_english), ('ja', self.assert_japanese)):
                    result = self.execute([SEARCH, '-i', self.latin, '--lang', name, *arguments])
                    self.assertEqual(result.status, 2, result)
                    check(result, *FILTER_EXAMPLES)
        for index in ('/nowhere', broken, config):
            self.both('search', '-i', index, 'x')
        self.both('search', 'x', XDG_CONFIG_HOME=os.path.join(self.dir, 'config'))

    def test_the_indexer(self):
        files = {'bad.jsonl': '{"id":"a"\n', 'none.jsonl': '', 'twice.jsonl': '{"id":"a","title":"t","body":"b"}\n' * 2,
                 'noid.jsonl': '{"title":"t"}\n', 'bad.md': '---\nid: [\n---\n', 'bad.csv': 'id,title\n"x\n', 'bad.txt': 'nothing',
                 'odd.xyz': 'x', 'bad.yaml': 'facets: 3\n', 'latin1.jsonl': b'{"id":"a","title":"\xe9"}\n', 'bad.pdf': 'x'}
        paths = {name: self.write(name, text) for name, text in files.items()}
        work = os.path.join(self.dir, 'work')
        self.assertEqual(self.indexer('build', '-i', work, '--facet-table', self.table, self.latin_source).status, 0)
        for arguments in ([], ['nonsense'], ['build'], ['build', '/nowhere'], ['build', '-i', work, '--jobs', 'x', self.latin_source],
                          ['build', '-i', work, '--facet-table', paths['bad.yaml'], self.latin_source],
                          *(['build', '-i', work, paths[name]] for name in files),
                          *(['cat', paths[name]] for name in files),
                          ['remove', '-i', work, 'none'], ['remove', '-i', work], ['update', '-i', '/nowhere'],
                          ['info', '-i', '/nowhere'], ['check', '-i', '/nowhere'], ['convert', self.latin_source],
                          ['convert', self.latin_source, '--to', 'x', '-o', self.dir], ['rollback', '-i', '/nowhere']):
            with self.subTest(arguments):
                for name, check in (('en', self.assert_english), ('ja', self.assert_japanese)):
                    result = self.indexer(*arguments, '--lang', name)
                    if result.err:  # `事例 N` is what begins a case of a report
                        check(result, '事例 N', 'build add update remove rollback cat check info convert')
        for arguments in (['build', '-i', work, '--facet-table', self.table, self.latin_source], ['check', '-i', work], ['info', '-i', work],
                          ['update', '-i', work], ['add', '-i', work, self.latin_source], ['remove', '-i', work]):
            with self.subTest(arguments):
                for name, check in (('en', self.assert_english), ('ja', self.assert_japanese)):
                    if arguments[0] == 'remove':
                        arguments = ['remove', '-i', work, 'latin-1' if name == 'en' else 'latin-2']
                    result = self.indexer(*arguments, '--lang', name)
                    self.assertEqual(result.status, 0, result)
                    check(result)

    def test_the_first_language_is_the_locales(self):
        for more, expected in (({'LC_ALL': 'ja_JP.UTF-8'}, True), ({'LC_ALL': 'C'}, False), ({'LC_ALL': 'de_DE.UTF-8'}, False),
                               ({'LC_ALL': '', 'LANG': 'ja_JP.UTF-8'}, True)):
            for run in (self.searcher, self.indexer):
                result = run('--no-such-option', **more)
                self.assertEqual(JAPANESE.search(result.err) is not None, expected, result)


# A string literal, raw ones too; comments and characters are skipped.
TOKENS = re.compile(r'//[^\n]*|/\*.*?\*/|R"\((?P<raw>.*?)\)"|u8?"(?:\\.|[^"\\\n])*"|U"(?:\\.|[^"\\\n])*"|'
                    r'"(?P<text>(?:\\.|[^"\\\n])*)"|\'(?:\\.|[^\'\\\n])+\'|(?P<end>;)', re.DOTALL)
WORDS = re.compile(r'[A-Za-z]{2,}[,:]? [a-z]{2,}')


def statements(source):
    """[(line, [literals], text)] of each statement of C++."""
    literals, begin, at = [], 0, 0
    for token in TOKENS.finditer(source):
        if token.group('end'):
            yield source.count('\n', 0, begin) + 1, literals, source[begin:token.end()]
            literals, begin = [], token.end()
        elif token.group('text') is not None or token.group('raw') is not None:
            literals.append(token.group('text') if token.group('raw') is None else token.group('raw'))
        at = token.end()
    if literals:
        yield source.count('\n', 0, begin) + 1, literals, source[begin:at]


class Sources(unittest.TestCase):
    def files(self):
        for room in ('dict', 'indexer', 'searcher'):
            for path in sorted(glob.glob(os.path.join(SOURCE, room, '**', '*.cpp'), recursive=True) +
                               glob.glob(os.path.join(SOURCE, room, '**', '*.h'), recursive=True)):
                with open(path, encoding='utf-8') as file:
                    yield os.path.relpath(path, SOURCE), file.read()

    def test_every_text_stands_in_both_languages(self):
        """An Error, a Text, a say(): where one language is, the other is in the same statement."""
        makers = re.compile(r'\b(throw Error|Text\b|say)\s*[({]')
        found = 0
        for path, source in self.files():
            for line, literals, text in statements(source):
                if not makers.search(text):
                    continue
                japanese = any(JAPANESE.search(s) for s in literals)
                english = any(WORDS.search(re.sub('[^ -~]', '', s)) for s in literals if not JAPANESE.search(s))
                if japanese and not english:
                    english = any(re.search('[A-Za-z]', s) and not JAPANESE.search(s) for s in literals)
                found += japanese and english
                self.assertEqual(japanese, japanese and english, f'{path}:{line}: Japanese alone: {literals}')
                if english:
                    self.assertTrue(japanese, f'{path}:{line}: English alone: {literals}')
        self.assertGreater(found, 100, 'the pattern finds the texts no more')

    def test_nothing_is_printed_in_one_language_alone(self):
        """Sentences that go to a stream as they are."""
        printing = re.compile(r'<<|\bprint|fwrite|fputs')
        # Texts for programs: shell scripts, markup, troff, JSON; and what only programmers see.
        machine = re.compile(r'[<>{}$\\]|^\.|^#|function|echo |local |COMP_')
        found = 0
        for path, source in self.files():
            if os.path.basename(path) in ('shell_completion.cpp', 'html.cpp', 'html_page.h'):
                continue
            for line, literals, text in statements(source):
                if not printing.search(text):
                    continue
                found += 1
                if any(JAPANESE.search(s) for s in literals):
                    continue
                for literal in literals:
                    if WORDS.search(literal) and not machine.search(literal):
                        self.fail(f'{path}:{line}: printed in English alone: {literal}')
        self.assertGreater(found, 100, 'the pattern finds what is printed no more')


if __name__ == '__main__':
    main()
