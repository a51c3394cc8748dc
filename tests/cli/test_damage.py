"""Flipped bits and cut files, in every file of an index: reported, or without effect; never a crash.

JIREI_DAMAGES says how many (1000 in the long run); JIREI_DAMAGE_SEED which.
"""
import collections
import json
import os
import random
import shutil
import unittest

from harness import CliTest, main

DAMAGES = int(os.environ.get('JIREI_DAMAGES', '40'))
SEED = int(os.environ.get('JIREI_DAMAGE_SEED', '5'))
QUESTIONS = ('感染', 'ウイルス 社員', '業種:製造業 教育', '"話 3"', 'しゃいん', 'サーバ', '発生年:2001..2003', '職員')
WORDS = 'ウイルス 社員 感染 漏えい USBメモリ 教育 取引先 サーバー'.split()


class Damage(CliTest):
    """One index with several segments, with a user dictionary, and with free blocks in its tables."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sound = os.path.join(cls.class_dir, 'sound')
        cls.cases = os.path.join(cls.class_dir, 'cases.jsonl')
        words = os.path.join(cls.class_dir, 'words.csv')
        with open(words, 'w', encoding='utf-8') as file:
            file.write('ゼロトラスト,ぜろとらすと\n')
        cls.write_state(40, 0)
        commands = [('build', '--user-dict', words, cls.cases)]
        for result in map(lambda c: cls.indexer(*c, '-i', cls.sound), commands):
            assert result.status == 0, result
        for count, changed in ((44, 0), (45, 1), (43, 1)):
            cls.write_state(count, changed)
            result = cls.indexer('update', '--share-above', 0, '-i', cls.sound)
            assert result.status == 0, result
        cls.generation = os.readlink(os.path.join(cls.sound, 'current'))
        for name in os.listdir(cls.sound):
            if name.startswith('gen-') and name != cls.generation:
                shutil.rmtree(os.path.join(cls.sound, name))
        folder = os.path.join(cls.sound, cls.generation)
        cls.files = sorted(os.path.relpath(os.path.join(top, name), cls.sound)
                           for top, _, names in os.walk(folder) for name in names
                           if os.path.getsize(os.path.join(top, name)) > 0)

    @classmethod
    def write_state(cls, count, changed):
        with open(cls.cases, 'w', encoding='utf-8') as file:
            for i in range(count):
                version = changed if i < changed else 0
                draw = random.Random(f'{i} {version}')
                text = ''.join(draw.choice(WORDS) + 'の話。' for _ in range(30))
                record = {'id': f'c-{i}', 'title': f'話 {i}', 'body': f'第{version}版。' + text,
                          '業種': ('製造業', '小売業')[i % 2], '発生年': 2000 + i % 7}
                file.write(json.dumps(record, ensure_ascii=False) + '\n')

    def copy(self):
        shutil.rmtree(self.index, ignore_errors=True)
        shutil.copytree(self.sound, self.index, symlinks=True)

    def damage(self, draw, name):
        path = os.path.join(self.index, name)
        size = os.path.getsize(path)
        if draw.random() < 0.3:
            cut = draw.randrange(size)
            os.truncate(path, cut)
            return f'{name} cut to {cut} of {size}'
        at, bit = draw.randrange(size), draw.randrange(8)
        with open(path, 'r+b') as file:
            file.seek(at)
            byte = file.read(1)[0]
            file.seek(at)
            file.write(bytes([byte ^ 1 << bit]))
        return f'{name} bit {bit} of byte {at} of {size}'

    def answers(self):
        """What the searcher says to the questions; None where it reports an error."""
        result = self.search('--batch', self.questions, '--format', 'json', '--limit', 100, timeout=60)
        self.assertIn(result.status, (0, 1, 2), result)
        if result.status == 2:
            self.assertRegex(result.err, 'hint', result)
            return None
        answers = [json.loads(line) for line in result.lines()]
        for answer in answers:
            answer.pop('took_ms')
        return answers

    def test_there_are_several_segments_and_a_dictionary(self):
        names = collections.Counter(os.path.basename(name).split('-')[0] for name in self.files)
        self.assertGreaterEqual(names['cases'], 2, self.files)
        self.assertEqual(names['user'], 1, self.files)

    def test_damage_is_reported_or_without_effect(self):
        self.copy()
        self.questions = self.write('questions', ''.join(f'{i}\t{q}\n' for i, q in enumerate(QUESTIONS)))
        right = self.answers()
        self.assertEqual(len(right), len(QUESTIONS))
        draw = random.Random(SEED)
        tally = collections.Counter()
        for round_number in range(DAMAGES):
            self.copy()
            name = self.files[round_number % len(self.files)]
            what = self.damage(draw, name)
            with self.subTest(damage=what):
                check = self.indexer('check', '--full', '-i', self.index, timeout=120)
                self.assertIn(check.status, (0, 2), (what, str(check)))
                answers = self.answers()
                if check.status == 2:
                    self.assertRegex(check.out + check.err, 'hint', (what, str(check)))
                    tally['found by check'] += 1
                elif answers is None:
                    tally['found by the searcher'] += 1
                else:
                    self.assertEqual(answers, right, what)
                    tally['without effect'] += 1
                if 'glass' not in name:
                    self.assertEqual(check.status, 2, f'{what}: every byte of our own files counts')
        print(f'\ndamages: {dict(tally)}')


if __name__ == '__main__':
    main()
