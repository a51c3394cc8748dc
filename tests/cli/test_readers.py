"""Readers that never stop, while the index is updated and rebuilt: no error, no mixed answer.

Every state of the collection carries one version number in every case, so an answer that mixes two
generations shows. JIREI_READERS and JIREI_UPDATES make it longer (8 and 100 in the long run).
"""
import json
import os
import re
import threading
import unittest

from harness import CliTest, main

READERS = int(os.environ.get('JIREI_READERS', '3'))
UPDATES = int(os.environ.get('JIREI_UPDATES', '12'))
CASES = 9


class Readers(CliTest):
    def write_version(self, version):
        return self.write_cases('cases.jsonl', *[
            {'id': f'c-{i}', 'title': f'題名 版{version}番', 'body': f'共通の話。版{version}番の本文。',
             '業種': '製造業', '発生年': 2000 + version % 20} for i in range(CASES)])

    def read(self, stop, failures, seen):
        while not stop.is_set():
            result = self.search('--format', 'json', '--limit', 50, '共通')
            if result.status != 0:
                failures.append(str(result))
                return
            answer = result.json()
            versions = set(re.findall('版(\\d+)番', json.dumps(answer['hits'], ensure_ascii=False)))
            years = next(f for f in answer['facets'] if f['label'] == '発生年')['values']
            counted = [v['count'] for v in years if v['count']]
            if len(versions) != 1 or answer['total'] != CASES or counted != [CASES]:
                failures.append(f'mixed: {versions} {answer["total"]} {years}')
                return
            seen.update(versions)

    def test_no_reader_sees_an_error_or_two_generations_at_once(self):
        cases = self.write_version(0)
        self.build(cases)
        stop, failures, seen = threading.Event(), [], set()
        readers = [threading.Thread(target=self.read, args=(stop, failures, seen))
                   for _ in range(READERS)]
        for reader in readers:
            reader.start()
        try:
            for version in range(1, UPDATES + 1):
                self.write_version(version)
                command = ['build', cases] if version % 5 == 0 else ['update']
                result = self.indexer(*command, '-i', self.index)
                self.assertEqual(result.status, 0, result)
                if failures:
                    break
        finally:
            stop.set()
            for reader in readers:
                reader.join()
        self.assertEqual(failures, [])
        self.assertGreater(len(seen), 1)
        generations = [n for n in os.listdir(self.index) if n.startswith('gen-')]
        self.assertLessEqual(len(generations), 2 + READERS, generations)


if __name__ == '__main__':
    main()
