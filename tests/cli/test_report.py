"""The real report, where it lies beside the project: all cases, whole, and findable."""
import glob
import json
import os
import random
import re
import unittest

from harness import SHARED, main, skip
from test_exact import ExactTest

REPORTS = sorted(glob.glob(os.path.join(SHARED, 'seeds', '*.txt')))


class Report(ExactTest):
    source = REPORTS[0] if REPORTS else None

    def test_all_cases_in_order(self):
        self.assertEqual(list(self.records), [f'jirei-{n:03}' for n in range(1, 69)])
        for number, record in enumerate(self.records.values(), 1):
            self.assertRegex(record['source']['case'], rf'事例\s*{number}$')
            self.assertGreater(record['source']['line'], 0)
            self.assertTrue(record['sections'], record['id'])
            self.assertTrue(all(s['text'].strip() for s in record['sections']), record['id'])

    def test_titles_hold_no_layout(self):
        for record in self.records.values():
            self.assertNotRegex(record['title'], r'[\n\f]|所在地|業種|従業員規模|ケース|事例\s*[0-9]', record['id'])

    def test_facets_are_complete(self):
        for record in self.records.values():
            facets = record['facets']
            for label in ('所在地', '業種', '従業員規模', '事故の有無'):
                self.assertTrue(facets.get(label), (record['id'], label))
        self.assertEqual(len(self.records['jirei-006']['facets']['ケース']), 2)
        self.assertFalse(self.records['jirei-012']['facets'].get('発生年'))

    def test_lines_are_joined(self):
        """No space inside Japanese, no page furniture."""
        for record in self.records.values():
            for section in record['sections']:
                self.assertIsNone(re.search(r'[ぁ-んァ-ヶ一-龥] +[ぁ-ん]', section['text']), (record['id'], section))
                self.assertNotIn('\f', section['text'])
                self.assertNotRegex(section['text'], r'組織的\s*人的\s*物理的\s*技術的')

    def test_facets_agree_with_the_shipped_cases(self):
        """data/cases are the same cases told in other words: stated facets are the same."""
        from harness import DATA
        shipped = {r['id']: r for r in self.cat(os.path.join(DATA, 'cases'))}
        for number, record in self.records.items():
            for label in ('地方', '所在地', '業種', '従業員規模', '事故の有無', '発生年', 'ケース'):
                self.assertEqual(record['facets'].get(label), shipped[number]['facets'].get(label), (number, label))

    def test_usb_memory_with_and_without_space(self):
        found = set(self.ids('--all', 'USBメモリ'))
        self.assertLessEqual(self.holding('USB メモリ'), found)
        for query in ('ＵＳＢ メモリ', 'usb メモリ', 'usb　メモリ'):
            self.assertEqual(set(self.ids('--all', query)), found, query)
            self.assertEqual(set(self.ids(query)), set(self.ids('USBメモリ')), query)

    def test_pieces_find_exactly_their_cases(self):
        draw = random.Random(8)
        for number in range(200):
            length = draw.randrange(2, 9)
            self.check_exact(self.runs(draw, length) if number % 2 else self.any_piece(draw, length))

    def test_converted_report_is_the_same_report(self):
        folder = os.path.join(self.dir, 'md')
        result = self.indexer('convert', self.source, '--to', 'markdown', '-o', folder)
        self.assertEqual(result.status, 0, result)
        after = {r['id']: r for r in self.cat(folder)}
        self.assertEqual(list(after), list(self.records))
        for number, record in self.records.items():
            for key in ('title', 'facets', 'sections'):
                self.assertEqual(after[number][key], record[key], number)


# The tests of the parent class belong to its own file.
del ExactTest

if __name__ == '__main__':
    if not REPORTS:
        skip(f'no report in {os.path.join(SHARED, "seeds")}')
    main()
