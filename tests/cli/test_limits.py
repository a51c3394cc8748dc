"""Every limit of the table in tests/README.md: what reaches it is taken, what exceeds it is told with
the limit's number, and nothing else is lost."""
import json
import os
import re

from harness import SOURCE, CliTest, main

MIB = 1 << 20


def constants():
    """Name → value of the limits, as the two headers have them."""
    values = {'kMiB': MIB}
    for header in ('indexer/limits.h', 'searcher/query/limits.h'):
        with open(os.path.join(SOURCE, header), encoding='utf-8') as file:
            for name, value in re.findall(r'constexpr std::size_t (k\w+)\s*=\s*([^;]+);', file.read()):
                if name != 'kMiB':
                    values[name] = eval(value.replace("'", ''), {}, values)  # products of numbers and kMiB
    return {name: int(value) for name, value in values.items()}


LIMITS = constants()


class CaseLimits(CliTest):
    """Cases that exceed a limit are left out and told with file and line; their neighbours stay."""

    def check(self, name, at_limit, beyond, words, extra=()):
        """`at_limit` is taken, `beyond` is refused with the words, and a good case beside it stays."""
        good = {'id': 'good', 'title': '良い事例', 'body': '感染した。'}
        source = self.write_cases(name + '.jsonl', dict(at_limit, id='at-limit'), dict(beyond, id='beyond'), good)
        result = self.indexer('build', '-i', self.index, source)
        self.assertEqual(result.status, 2, result.err[:2000])
        self.assertIn(f'{name}.jsonl:2', result.err[:2000])
        for word in words:
            self.assertIn(word, result.err[:2000])
        # A source with a broken part is not put in service; without it the others are.
        source = self.write_cases(name + '.jsonl', dict(at_limit, id='at-limit'), good)
        self.build(source)
        self.assertEqual(sorted(self.ids()), ['at-limit', 'good'])

    def test_title(self):
        most = LIMITS['kTitleBytes']
        self.check('title', {'title': 'a' * most}, {'title': 'a' * (most + 1)}, [str(most), 'title'])

    def test_heading(self):
        most = LIMITS['kHeadingBytes']

        def case(size):
            return {'title': '題', 'sections': [{'heading': 'a' * size, 'text': '文'}]}

        self.check('heading', case(most), case(most + 1), [str(most), 'heading'])

    def test_sections(self):
        most = LIMITS['kSections']

        def case(count):
            return {'title': '題', 'sections': [{'heading': '', 'text': '文'}] * count}

        self.check('sections', case(most), case(most + 1), [str(most), 'sections'])

    def test_facet_values(self):
        most = LIMITS['kFacetValues']

        def case(count):
            return {'title': '題', 'ケース': [f'値{i}' for i in range(count)]}

        self.check('values', case(most), case(most + 1), [str(most), 'facet values'])

    def test_size_of_a_facet_value(self):
        most = LIMITS['kFacetValueBytes']
        self.check('value', {'title': '題', '業種': 'a' * most}, {'title': '題', '業種': 'a' * (most + 1)},
                   [str(most), '業種'])

    def test_nesting_of_json(self):
        most = LIMITS['kJsonDepth']

        def case(depth):
            value = []
            for _ in range(depth - 2):  # the object itself, and this list
                value = [value]
            return {'title': '題', 'unknown': value}

        self.check('nesting', case(most), case(most + 1), [str(most), 'nested'])

    def test_id(self):
        most = LIMITS['kIdBytes']
        source = self.write_cases('id.jsonl', {'id': 'a' * most, 'title': '題', 'body': '文'},
                                  {'id': 'a' * (most + 1), 'title': '題', 'body': '文'})
        result = self.indexer('cat', source)
        self.assertEqual([json.loads(line)['id'] for line in result.lines()], ['a' * most])
        self.assertIn('id.jsonl:2', result.err)
        self.assertIn(str(most), result.err)

    def test_size_of_a_case(self):
        most = LIMITS['kCaseBytes']
        # In a part that is not read: analysing so much text takes its time.
        frame = '{"id":"%s","title":"t","note":"%s"}\n'
        room = most - len(frame % ('fits', '')) + 1  # the line end does not count
        path = self.write('case.jsonl', (frame % ('fits', 'a' * room)) + (frame % ('huge', 'a' * (room + 1))) +
                          '{"id":"good","title":"t"}\n')
        result = self.indexer('cat', path)
        self.assertEqual(result.status, 2)
        self.assertEqual([json.loads(line)['id'] for line in result.lines()], ['fits', 'good'])
        self.assertIn('case.jsonl:2', result.err)
        self.assertIn('64 MiB', result.err)

    def test_size_of_a_report(self):
        if os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') < 4 << 30:
            self.skipTest('a report of 1 GiB is read into memory, and here is little')
        path = self.write('report.txt', '')
        os.truncate(path, LIMITS['kReportBytes'] + 1)  # takes no room on the disk
        result = self.indexer('cat', path)
        self.assertEqual(result.status, 2, result)
        self.assertIn('larger than 1 GiB', result.err)

    def test_front_matter(self):
        most = LIMITS['kFrontMatterBytes']
        head = 'id: a\ntitle: t\n'

        def text(size):
            return f'---\n{head}{"#" * (size - len(head) - 1)}\n---\n本文\n'

        self.assertEqual(len(self.cat(self.write('fits.md', text(most)))), 1)
        result = self.indexer('cat', self.write('long.md', text(most + 1)))
        self.assert_error(result, 'long.md:1', '4 MiB')

    def test_columns_of_a_csv_file(self):
        most = LIMITS['kCsvColumns']
        head = ','.join(['id', 'title'] + [f'c{i}' for i in range(most - 2)])
        rows = '\na' + ',x' * (most - 1) + '\nb' + ',x' * most + '\nc' + ',x' * (most - 1) + '\n'
        result = self.indexer('cat', self.write('wide.csv', head + rows))
        self.assertEqual([json.loads(line)['id'] for line in result.lines()], ['a', 'c'])
        self.assertIn('wide.csv:3', result.err)
        self.assertIn('10,000', result.err)

    def test_table_of_facets(self):
        most = LIMITS['kFacetTableBytes']
        table = 'facets:\n  - {key: a, label: 甲, kind: word}\n'
        source = self.write_cases('c.jsonl', {'id': 'a', 'title': '題'})
        fits = self.write('fits.yaml', table + '#' * (most - len(table.encode())))
        self.build('--facet-table', fits, source)
        long = self.write('long.yaml', table + '#' * (most + 1 - len(table.encode())))
        self.assert_error(self.indexer('build', '-i', self.index, '--facet-table', long, source), 'long.yaml')

    def test_many_facets_are_no_matter(self):
        table = 'facets:\n' + ''.join(f'  - {{key: f{i}, label: 分類{i}, kind: word}}\n' for i in range(500))
        facets = {f'分類{i}': f'値{i}' for i in range(500)}
        self.build('--facet-table', self.write('many.yaml', table), self.write_cases('c.jsonl', dict(facets, id='a', title='題')))
        self.assertEqual(self.ids('-f', '分類499=値499'), ['a'])


class QueryLimits(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.index_dir = os.path.join(cls.class_dir, 'shared-index')
        source = os.path.join(cls.class_dir, 'c.jsonl')
        with open(source, 'w', encoding='utf-8') as file:
            file.write('{"id":"a","title":"題","body":"感染した。"}\n')
        assert cls.indexer('build', '-i', cls.index_dir, source).status == 0

    def ask(self, query):
        return self.searcher('-i', self.index_dir, '--format', 'ids', '--batch', self.write('q', f'q\t{query}\n'))

    def check(self, fits, beyond, limit):
        self.assertIn(self.ask(fits).status, (0, 1))
        result = self.ask(beyond)
        self.assertEqual(result.status, 2, result)
        self.assertIn(f'{limit:,}'.replace(',', ''), result.err.replace(',', ''))

    def test_length(self):
        most = LIMITS['kQueryBytes']
        self.check('a' * most, 'a' * (most + 1), most)

    def test_words(self):
        most = LIMITS['kQueryTerms']
        self.check('感染 ' * most, '感染 ' * (most + 1), most)

    def test_nesting(self):
        most = LIMITS['kQueryDepth']

        def nested(depth):
            # Brackets that hold brackets alone are one pair.
            return '(a OR ' * depth + 'b' + ')' * depth

        self.check(nested(most), nested(most + 1), most)


class Expansions(CliTest):
    """A wildcard takes so many words of the index and says when there are more."""

    @staticmethod
    def letters(number):
        return ''.join(chr(ord('a') + number // 26 ** place % 26) for place in (2, 1, 0))

    def test_words_behind_a_beginning(self):
        with open(os.path.join(SOURCE, 'searcher', 'evaluate.cpp'), encoding='utf-8') as file:
            most = int(re.search(r'kMaxExpansions = (\d+);', file.read())[1])
        for count, cut in ((most, False), (most + 1, True)):
            index = os.path.join(self.dir, f'index-{count}')
            source = self.write_cases(f'{count}.jsonl', *(
                {'id': f'c{i:04}', 'title': '題', 'body': f'xy{self.letters(i)} を見た。'} for i in range(count)))
            self.build(source, index=index)
            result = self.search('--format', 'json', 'xy*', index=index)
            self.assertEqual(result.status, 0, result)
            answer = result.json()
            self.assertEqual(answer['total'], most)
            self.assertEqual(bool(answer.get('warnings')), cut, answer.get('warnings'))


if __name__ == '__main__':
    main()
