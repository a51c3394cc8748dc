"""Nothing is missed: any piece of a case finds exactly the cases that hold it, and lights up exactly."""
import json
import os
import random
import re
import unicodedata
import unittest

from harness import DATA, CliTest, main, texts

SAMPLES = int(os.environ.get('JIREI_TEST_SAMPLES', 250))
WORD = re.compile(r'\w+')


def covered(text, needle):
    """Positions of `text` that occurrences of `needle` cover."""
    positions, at = set(), text.find(needle)
    while at >= 0:
        positions.update(range(at, at + len(needle)))
        at = text.find(needle, at + 1)
    return positions


def lit(highlights):
    return {p for begin, end in highlights for p in range(begin, end)}


class ExactTest(CliTest):
    source = DATA

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared_index = os.path.join(cls.class_dir, 'index')
        result = cls.indexer('build', '-i', cls.shared_index, cls.source)
        assert result.status == 0, result
        cls.records = {r['id']: r for r in map(json.loads, cls.indexer('cat', cls.source).lines())}
        cls.all_texts = [(i, t) for i, r in cls.records.items() for t in texts(r)]

    def setUp(self):
        super().setUp()
        self.index = self.shared_index

    def holding(self, needle):
        return {i for i, t in self.all_texts if needle in t}

    def check_exact(self, needle):
        answer = self.answer('--limit', 10000, '--snippets', 1000, '--exact', '--facets', 'none', '--', needle)
        self.assertEqual({h['id'] for h in answer['hits']}, self.holding(needle), repr(needle))
        self.assertEqual(answer['total'], len(self.holding(needle)), repr(needle))
        for hit in answer['hits']:
            self.assertEqual(lit(hit['title_highlights']), covered(hit['title'], needle), repr(needle))
            shown = bool(hit['title_highlights'])
            for snippet in hit['snippets']:
                self.assertEqual(lit(snippet['highlights']), covered(snippet['text'], needle),
                                 (repr(needle), snippet))
                shown = shown or bool(snippet['highlights'])
            self.assertTrue(shown, (repr(needle), hit['id']))

    def runs(self, draw, length):
        """A random run of letters, kana, kanji or digits."""
        while True:
            _, text = draw.choice(self.all_texts)
            run = draw.choice(WORD.findall(text) or ['x'])
            if len(run) >= length:
                begin = draw.randrange(len(run) - length + 1)
                return run[begin:begin + length]

    def any_piece(self, draw, length):
        """A random piece of a line, whatever stands in it."""
        while True:
            _, text = draw.choice(self.all_texts)
            line = draw.choice(text.split('\n'))
            if len(line) >= length:
                begin = draw.randrange(len(line) - length + 1)
                return line[begin:begin + length]


class Exact(ExactTest):
    def test_runs_of_letters_kana_kanji_digits(self):
        draw = random.Random(1)
        for _ in range(SAMPLES):
            self.check_exact(self.runs(draw, draw.randrange(2, 9)))

    def test_pieces_with_spaces_and_symbols(self):
        draw = random.Random(2)
        for _ in range(SAMPLES):
            self.check_exact(self.any_piece(draw, draw.randrange(2, 30)))

    def test_single_characters(self):
        draw = random.Random(3)
        for _ in range(SAMPLES // 10):
            self.check_exact(self.any_piece(draw, 1))

    def test_whole_texts(self):
        draw = random.Random(4)
        for _ in range(5):
            self.check_exact(draw.choice(self.all_texts)[1].split('\n')[0])

    def test_symbols_and_operators_are_only_characters(self):
        for needle in ('「', '（', '、', '・', '～', '-', '"', '*', 'AND', '()', '－', 'ＵＳＢ', 'usb', 'ｳｲﾙｽ'):
            self.check_exact(needle)


class Ordinary(ExactTest):
    def test_ordinary_queries_never_miss(self):
        """Without --exact: the cases with the string are among those found, and their highlights cover it."""
        draw = random.Random(5)
        for _ in range(SAMPLES):
            needle = self.runs(draw, draw.randrange(2, 9))
            answer = self.answer('--limit', 10000, '--snippets', 1000, '--facets', 'none', '--', needle)
            every = {h['id'] for h in answer['hits'] if h['match'] == 'all'}
            self.assertLessEqual(self.holding(needle), every, needle)
            for hit in answer['hits']:
                for snippet in hit['snippets']:
                    self.assertLessEqual(covered(snippet['text'], needle), lit(snippet['highlights']),
                                         (needle, snippet))

    def test_rare_strings_bring_few_cases(self):
        draw = random.Random(6)
        sizes = []
        for _ in range(SAMPLES // 5):
            needle = self.runs(draw, 8)
            if len(self.holding(needle)) == 1:
                sizes.append(self.answer('--limit', 1, '--facets', 'none', '--', needle)['total'])
        sizes.sort()
        self.assertTrue(sizes)
        self.assertLessEqual(sizes[len(sizes) // 2], 5, sizes)


class Hostile(ExactTest):
    """Cases of half-width kana, combining marks, ligatures, emoji, right-to-left and other letters."""

    TEXTS = ['ｶﾞｲﾄﾞﾗｲﾝ と㍿と①②③、Å と Å と ﬁre。', 'か\u3099き\u3099く (結合文字) と がぎぐ。', '👩‍👩‍👧と𠮷野家、𩸽定食。',
             'ﷺ العربية שלום 한국어 ไทย Ελληνικά', '〜～~ ー－-—―‐ 々ゝゞ〆', 'ＡＢＣ　ａｂｃ\u00a0ABC\u200babc',
             '㌀㌔㍉㍍ ½ ² ㎡ Ⅳ ⅳ', 'ヴァイオリン ｳﾞｧｲｵﾘﾝ バイオリン', 'I İ ı i ß ẞ SS ss', 'ァィゥェォ ｧｨｩｪｫ ゎヮ', 'a\u0301\u0323 ạ́ e\u0301 é']

    @classmethod
    def setUpClass(cls):
        cls.source = None
        CliTest.setUpClass.__func__(cls)
        cls.source = os.path.join(cls.class_dir, 'hostile.jsonl')
        with open(cls.source, 'w', encoding='utf-8') as file:
            for number, text in enumerate(cls.TEXTS):
                json.dump({'id': f'h{number}', 'title': f'表{number} {text[:4]}', 'body': text}, file, ensure_ascii=False)
                file.write('\n')
        cls.shared_index = os.path.join(cls.class_dir, 'index')
        result = cls.indexer('build', '-i', cls.shared_index, cls.source)
        assert result.status == 0, result
        cls.records = {r['id']: r for r in map(json.loads, cls.indexer('cat', cls.source).lines())}
        cls.all_texts = [(i, t) for i, r in cls.records.items() for t in texts(r)]

    def test_records_keep_every_code_point(self):
        for number, text in enumerate(self.TEXTS):
            self.assertEqual(self.records[f'h{number}']['sections'][0]['text'], text)

    def test_every_piece_finds_exactly_its_cases(self):
        draw = random.Random(7)
        for _ in range(SAMPLES):
            piece = self.any_piece(draw, draw.randrange(1, 7))
            if piece.strip():
                self.check_exact(piece)

    def test_every_word_is_found_in_any_width(self):
        for number, text in enumerate(self.TEXTS):
            for word in WORD.findall(unicodedata.normalize('NFC', text)):
                for form in {word, unicodedata.normalize('NFKC', word), word.upper(), word.lower()}:
                    if unicodedata.normalize('NFKC', form).casefold() == \
                            unicodedata.normalize('NFKC', word).casefold():
                        self.assertIn(f'h{number}', self.ids('--', form), (word, form))


if __name__ == '__main__':
    main()
