"""After any sequence of add, change, rename and delete, an updated index answers like a new one.

Every query of a list, through every format field but the time. The texts are shared between
generations from the first byte on, so that segments come, are merged and go, and docids are freed
and taken again. JIREI_SEQUENCES says how many sequences (10 in the long run), JIREI_SEQUENCE_SEED
which.
"""
import glob
import json
import os
import random
import shutil
import unittest

from harness import CliTest, main

SEQUENCES = int(os.environ.get('JIREI_SEQUENCES', '1'))
SEED = int(os.environ.get('JIREI_SEQUENCE_SEED', '3'))
ROUNDS = 12
WORDS = 'ウイルス 社員が 感染した 漏えい USBメモリを サーバー 教育を 取引先の 紛失し 対策 バックアップ 復旧した'.split()
QUERIES = ('', 'ウイルス', '社員', '感染 サーバ', '"USBメモリを 紛失"', '教育 -漏えい', 'サー*', '業種:製造業 対策', '発生年:2012..2016',
           'とりひきさき', 'バクアップ', 'ウイルス OR 復旧', '題名:事例', '無い言葉')


class UpdateEqualsBuild(CliTest):
    def record(self, draw, number):
        text = ''.join(draw.choice(WORDS) for _ in range(draw.randrange(3, 200)))
        return {'id': f'c-{number:03}', 'title': f'事例{number} {draw.choice(WORDS)}', 'body': text + '。',
                '業種': draw.choice(('製造業', '小売業', '農業', f'珍しい業{number}')), '発生年': draw.randrange(2008, 2020)}

    def write_file(self, name, records):
        self.write_cases(f'sources/{name}', *records)

    def answers(self, index):
        result = self.search('--batch', self.queries, '--format', 'json', '--limit', 1000, index=index)
        self.assertIn(result.status, (0, 1), result)
        out = [json.loads(line) for line in result.lines()]
        for answer in out:
            answer.pop('took_ms')
        self.assertEqual(len(out), len(QUERIES))
        return out

    def change(self, draw, files):
        """One random change of the sources; `files` maps names to records."""
        kind = draw.randrange(5)
        name = draw.choice(sorted(files))
        if kind == 0 or len(files) < 3:
            self.made += 1
            name = f'f{self.made}.jsonl'
            files[name] = []
        if kind in (0, 1):  # a new file, more cases
            for _ in range(draw.randrange(1, 4)):
                self.number += 1
                files[name].append(self.record(draw, self.number))
        elif kind == 2:  # a changed case
            at = draw.randrange(len(files[name]))
            files[name][at] = self.record(draw, int(files[name][at]['id'][2:]))
        elif kind == 3:  # a case that goes, and its file with it if it was the last
            files[name].pop(draw.randrange(len(files[name])))
        else:  # a file under another name
            self.made += 1
            files[f'r{self.made}.jsonl'] = files.pop(name)
            os.remove(os.path.join(self.dir, 'sources', name))
            name = f'r{self.made}.jsonl'
        if files[name]:
            self.write_file(name, files[name])
        else:
            del files[name]
            if os.path.exists(os.path.join(self.dir, 'sources', name)):
                os.remove(os.path.join(self.dir, 'sources', name))

    def segments(self):
        return {os.path.basename(p) for p in glob.glob(os.path.join(self.index, 'current', 'cases-*.bin'))}

    def sequence(self, draw):
        sources, fresh = os.path.join(self.dir, 'sources'), os.path.join(self.dir, 'fresh')
        shutil.rmtree(sources, ignore_errors=True)
        self.made = self.number = 0
        files = {}
        for i in range(4):
            files[f'a{i}.jsonl'] = [self.record(draw, self.number + k) for k in range(1, 31)]
            self.number += 30
            self.write_file(f'a{i}.jsonl', files[f'a{i}.jsonl'])
        self.build(sources)
        most, merged = 0, False
        for round_number in range(ROUNDS):
            for _ in range(draw.randrange(1, 4)):
                self.change(draw, files)
            before = self.segments()
            result = self.indexer('update', '--yes', '--share-above', 0, '-i', self.index)
            self.assertEqual(result.status, 0, result)
            self.build(sources, index=fresh)
            self.assertEqual(self.answers(self.index), self.answers(fresh), f'round {round_number}')
            most, merged = max(most, len(self.segments())), merged or bool(before - self.segments())
        check = self.indexer('check', '--full', '-i', self.index)
        self.assertEqual(check.status, 0, check)
        return most, merged

    def test_random_sequences(self):
        self.queries = self.write('queries', ''.join(f'{i}\t{q}\n' for i, q in enumerate(QUERIES)))
        seen = [self.sequence(random.Random(SEED + i)) for i in range(SEQUENCES)]
        self.assertGreaterEqual(max(most for most, _ in seen), 3, 'segments were shared')
        self.assertTrue(any(merged for _, merged in seen), 'segments were merged')


if __name__ == '__main__':
    main()
