"""Totals and facet counts equal a count by hand over the case records, for random drill-downs."""
import json
import os
import random
import unittest

from harness import DATA, Shipped, main

COMBINATIONS = int(os.environ.get('JIREI_TEST_COMBINATIONS', 1000))
QUERIES = ['', 'バックアップ', 'ウイルス', 'ランサムウェア バックアップ', '教育', '紛失 端末', 'メール', '個人情報 漏えい',
           '暗号化 パソコン', 'サーバ', 'ウイルス -教育', '"ウイルス対策ソフト"', 'クラウド OR 外部委託', '社長']
MULTI = ('ケース', '対策')


class Filter:
    """One -f, as a person would type it and as a test on a record."""

    def __init__(self, draw, labels, values):
        self.label = draw.choice(labels)
        self.exclude = draw.random() < 0.25
        known = values[self.label]
        self.numbers = isinstance(known[0], int)
        if self.numbers and draw.random() < 0.5:
            low, high = sorted(draw.choices(known, k=2))
            low, high = draw.choice(((low, high), (None, high), (low, None)))
            text = f'{"" if low is None else low}..{"" if high is None else high}'
            self.accepts = lambda v: (low is None or v >= low) and (high is None or v <= high)
        else:
            chosen = draw.sample(known, min(len(known), draw.choice((1, 1, 2, 3))))
            text = ','.join(str(v).replace(',', '\\,') for v in chosen)
            self.accepts = lambda v: v in chosen
        self.option = f'{self.label}{"!=" if self.exclude else "="}{text}'

    def hits(self, record):
        return any(self.accepts(v) for v in record['facets'].get(self.label, []))


def passes(record, filters, leave_out=None):
    """Filters of one facet widen, facets narrow, exclusions always hold."""
    chosen = {}
    for f in filters:
        if f.exclude:
            if f.hits(record):
                return False
        elif f.label != leave_out:
            chosen[f.label] = chosen.get(f.label, False) or f.hits(record)
    return all(chosen.values())


class Facets(Shipped):
    def setUp(self):
        super().setUp()
        self.index = self.shared_index
        # As they were indexed: the facets of the answer, 対策 and 地方 with them.
        answer = self.answer('--limit', 1000)
        self.records = {h['id']: {'facets': h['facets']} for h in answer['hits']}
        self.labels = [f['label'] for f in answer['facets']]
        self.values = {f['label']: [v['value'] for v in f['values']] for f in answer['facets']}
        for label, values in self.values.items():
            present = {v for r in self.records.values() for v in r['facets'].get(label, [])}
            self.values[label] = [next(p for p in present if str(p) == str(v)) for v in values
                                  if any(str(p) == str(v) for p in present)]
        self.labels = [label for label in self.labels if self.values[label]]

    def counted(self, ids, filters):
        """{label: {value: count}} over `ids`, each facet without its own positive choices."""
        counts = {}
        for label in self.labels:
            counts[label] = {}
            for case in ids:
                record = self.records[case]
                if passes(record, filters, leave_out=label):
                    for value in record['facets'].get(label, []):
                        counts[label][str(value)] = counts[label].get(str(value), 0) + 1
        return counts

    def test_facets_of_hits_are_those_of_the_sources(self):
        for record in self.cat(DATA):
            for label, values in record['facets'].items():
                self.assertEqual(self.records[record['id']]['facets'][label], values, record['id'])

    def test_counts_equal_a_count_by_hand(self):
        draw = random.Random(20)
        matches = {}
        for query in QUERIES:
            arguments = [query] if query else []
            every = set(self.ids('--all', *arguments))
            matches[query] = every, set(self.ids(*arguments)) - every
        for number in range(COMBINATIONS):
            query = draw.choice(QUERIES)
            filters = [Filter(draw, self.labels, self.values) for _ in range(draw.randrange(4))]
            arguments = [a for f in filters for a in ('-f', f.option)] + ([query] if query else [])
            answer = self.answer('--limit', 1, '--snippets', 0, *arguments)
            every, some = matches[query]
            total = {i for i in every if passes(self.records[i], filters)}
            partial = {i for i in some if passes(self.records[i], filters)}
            where = f'combination {number}: {arguments}'
            self.assertEqual((answer['total'], answer['partial']), (len(total), len(partial)), where)
            self.assertEqual(answer['facets_of'], 'total' if total or not partial else 'partial', where)
            expected = self.counted(every if total or not partial else some, filters)
            for facet in answer['facets']:
                found = {str(v['value']): v['count'] for v in facet['values'] if v['count']}
                self.assertEqual(found, expected.get(facet['label'], {}), f'{where} {facet["label"]}')
                self.assertEqual(facet['more'], 0)

    def test_key_and_label_are_the_same_facet(self):
        self.assertEqual(self.ids('-f', 'industry=製造業'), self.ids('-f', '業種=製造業'))

    def test_values_compare_without_width_and_spaces(self):
        self.assertEqual(self.ids('-f', '従業員規模=21~50名'), self.ids('-f', '従業員規模=２１～５０ 名'))
        self.assertEqual(self.ids('-f', '発生年=平成27年'), self.ids('-f', '発生年=2015'))

    def test_ordered_facets_take_ranges(self):
        few = set(self.ids('-f', '従業員規模=..50名'))
        expected = {i for i, r in self.records.items()
                    if any(v in ('1～5名', '5名以下', '6～20名', '20名以下', '1～20名', '21～50名')
                           for v in r['facets'].get('従業員規模', []))}
        self.assertTrue(few)
        self.assertLessEqual(few, set(self.records))
        self.assertEqual(few & expected, expected)

    def test_region_holds_its_prefectures(self):
        kanto = {'茨城県', '栃木県', '群馬県', '埼玉県', '千葉県', '東京都', '神奈川県'}
        self.assertEqual(set(self.ids('-f', '地方=関東')),
                         {i for i, r in self.records.items() if kanto & set(r['facets'].get('所在地', []))})

    def test_pivot_is_a_table_of_counts(self):
        result = self.search('--format', 'json', '--pivot', '業種,事故の有無', status=0)
        self.assertIn('pivot', result.json())
        self.assertIn('製造業', json.dumps(result.json()['pivot'], ensure_ascii=False))

    def test_facets_none(self):
        self.assertEqual(self.answer('--facets', 'none', 'バックアップ')['facets'], [])

    def test_selected_values_are_marked(self):
        answer = self.answer('-f', '業種=製造業', 'バックアップ')
        facet = next(f for f in answer['facets'] if f['label'] == '業種')
        self.assertEqual([v['value'] for v in facet['values'] if v['selected']], ['製造業'])
        self.assertGreater(len(facet['values']), 1)


if __name__ == '__main__':
    main()
