"""json and ndjson keep their schemas (data/schema), whatever is asked."""
import json
import os
import unittest

from harness import SOURCE, Shipped, main, skip

try:
    import jsonschema
except ImportError:
    skip('python3-jsonschema is not installed')

QUESTIONS = (
    (),
    ('ランサムウェア バックアップ',),
    ('バクアップ',),
    ('--explain', 'USBメモリ 紛失'),
    ('--exact', 'どこにもないはずの文字列'),
    ('"閉じない', 'バックアップ'),
    ('-f', '業種=製造業', '-f', '地方!=関東', 'ウイルス'),
    ('-f', '発生年=2013..2016', '--pivot', '業種,発生年', '--limit', '0'),
    ('--facets', '発生年:5,業種', '--zero'),
    ('--facets', 'none', '教育'),
    ('--any', '教育 研修 漏えい', '--limit', '100', '--snippets', '5'),
    ('--similar', 'jirei-004'),
    ('--page', '9999', '教育'),
)


def schema(name):
    with open(os.path.join(SOURCE, 'data', 'schema', name), encoding='utf-8') as file:
        content = json.load(file)
    validator = jsonschema.validators.validator_for(content)
    validator.check_schema(content)
    return validator(content)


class Schema(Shipped):
    def check(self, validator, record, question):
        errors = [f'{"/".join(map(str, e.absolute_path))}: {e.message}' for e in validator.iter_errors(record)]
        self.assertEqual(errors, [], question)

    def test_json(self):
        validator = schema('answer.schema.json')
        for question in QUESTIONS:
            result = self.search('--format', 'json', *question)
            self.assertEqual(len(result.lines()), 1, result)
            self.check(validator, result.json(), question)

    def test_ndjson(self):
        validator = schema('ndjson.schema.json')
        for question in QUESTIONS:
            lines = [json.loads(line) for line in self.search('--format', 'ndjson', *question).lines()]
            for record in lines:
                self.check(validator, record, question)
            self.assertEqual([r['type'] for r in lines][-2:], ['facets', 'summary'], question)
            self.assertTrue(all(r['type'] == 'hit' for r in lines[:-2]), question)

    def test_batches(self):
        queries = self.write('q.tsv', 'q1\tランサムウェア\nq2\tどこにもないはず\n紛失\n')
        for name, form in (('answer.schema.json', 'json'), ('ndjson.schema.json', 'ndjson')):
            validator = schema(name)
            records = [json.loads(line) for line in self.search('--batch', queries, '--format', form).lines()]
            for record in records:
                self.check(validator, record, form)
            self.assertEqual({r['qid'] for r in records}, {'q1', 'q2', '3'})

    def test_ndjson_says_the_same_as_json(self):
        for question in QUESTIONS:
            whole = self.search('--format', 'json', *question).json()
            lines = [json.loads(line) for line in self.search('--format', 'ndjson', *question).lines()]
            strip = lambda r: {k: v for k, v in r.items() if k not in ('version', 'type', 'took_ms')}
            again = {'hits': [strip(r) for r in lines[:-2]], **strip(lines[-2]), **strip(lines[-1])}
            self.assertEqual(again, strip(whole), question)

    def test_highlights_lie_inside_their_texts(self):
        for question in QUESTIONS:
            for hit in self.search('--format', 'json', *question).json()['hits']:
                for text, ranges in ((hit['title'], hit['title_highlights']),
                                     *((s['text'], s['highlights']) for s in hit['snippets'])):
                    flat = [point for pair in ranges for point in pair]
                    self.assertEqual(flat, sorted(flat), question)
                    self.assertTrue(all(0 <= b < e <= len(text) for b, e in ranges), (question, text, ranges))


if __name__ == '__main__':
    main()
