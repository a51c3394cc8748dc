"""What stands in a text is found: noun sequences literally, nouns by their readings in kana and romaji."""
import os
import random
import re
import subprocess
import unicodedata

from harness import Shipped, main, skip, texts

IPADIC = '/var/lib/mecab/dic/ipadic-utf8'
KANA = dict(zip('アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンガギグゲゴ'
                'ザジズゼゾダヂヅデドバビブベボパピプペポヴ',
                'a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me '
                'mo ya yu yo ra ri ru re ro wa wo N ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa '
                'pi pu pe po vu'.split()))
SMALL = dict(zip('ャュョァィゥェォ', 'ya yu yo a i u e o'.split()))


def to_hiragana(reading):
    return ''.join(chr(ord(c) - 0x60) if 'ァ' <= c <= 'ヶ' else c for c in reading)


def to_romaji(reading):
    """Hepburn as it is typed: doubled consonants and vowels, nn before a vowel or y."""
    out = ''
    for c in reading:
        if c in SMALL and out:
            small = SMALL[c]
            if out.endswith(('shi', 'chi', 'ji')) and c in 'ャュョ':
                out = out[:-1] + small[1:]
            elif c in 'ャュョ':
                out = out[:-1] + small
            else:
                out = out[:-1] + small
        elif c == 'ッ':
            out += '*'
        elif c == 'ー':
            out += out[-1:] if out else ''
        else:
            out += KANA.get(c, '')
    out = re.sub(r'(?<=N)(?=[aiueoy])', 'n', out).lower()
    return re.sub(r'\*(.)', lambda m: ('t' if m.group(1) == 'c' else m.group(1)) + m.group(1), out).rstrip('*')


def nouns_of(text):
    """[[(surface, reading)…]…]: runs of nouns that stand together."""
    tagged = subprocess.run(['mecab', '-r', '/dev/null', '-d', IPADIC, '-b', '200000'], input=text.encode(),
                            capture_output=True, check=True).stdout.decode()
    run = []
    for line in tagged.splitlines():
        surface, _, feature = line.partition('\t')
        fields = feature.split(',')
        if fields[0] == '名詞' and fields[1] in ('一般', 'サ変接続', '固有名詞', '形容動詞語幹') and re.fullmatch(r'\w+', surface):
            run.append((surface, fields[7] if len(fields) > 7 else ''))
        elif run:
            yield run
            run = []
    if run:
        yield run


class Recall(Shipped):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folded = {i: [unicodedata.normalize('NFKC', t).casefold() for t in texts(r)]
                      for i, r in cls.records.items()}
        cls.runs = [(i, run) for i, r in cls.records.items() for t in texts(r)
                    for run in nouns_of(t.replace('\n', '。'))]

    def holding(self, needle):
        needle = unicodedata.normalize('NFKC', needle).casefold()
        return {i for i, found in self.folded.items() if any(needle in t for t in found)}

    def found(self, queries, *options):
        """{query: ids} of many queries in one process."""
        path = self.write('q.tsv', ''.join(f'{n}\t{q}\n' for n, q in enumerate(queries)))
        result = self.search('--batch', path, '--format', 'trec', '--limit', 1000, *options)
        self.assertIn(result.status, (0, 1), result)
        found = {query: set() for query in queries}
        for line in result.lines():
            fields = line.split()
            found[queries[int(fields[0])]].add(fields[2])
        return found

    def recall(self, wanted, options=()):
        """Mean share of the wanted cases found, and the queries that lose some."""
        found = self.found(list(wanted), *options)
        shares = {q: len(wanted[q] & found[q]) / len(wanted[q]) for q in wanted}
        lost = sorted(q for q, share in shares.items() if share < 1)
        return sum(shares.values()) / len(shares), lost

    def test_noun_sequences_are_never_missed(self):
        wanted = {}
        for _, run in self.runs:
            for length in (2, 3, 4):
                for begin in range(len(run) - length + 1):
                    text = ''.join(surface for surface, _ in run[begin:begin + length])
                    wanted[text] = self.holding(text)
        wanted = {text: cases for text, cases in wanted.items() if cases}
        sample = dict(random.Random(1).sample(sorted(wanted.items()), min(600, len(wanted))))
        recall, lost = self.recall(sample, ['--all'])
        self.assertEqual((recall, lost), (1.0, []))

    def readings(self, write, lengths):
        """{what is typed: the cases where nouns that are read so stand side by side}."""
        wanted = {}
        for case, run in self.runs:
            for length in lengths:
                for begin in range(len(run) - length + 1):
                    part = run[begin:begin + length]
                    reading = ''.join(r for _, r in part)
                    if all(r for _, r in part) and len(reading) >= 3:
                        wanted.setdefault(write(reading), set()).add(case)
        return dict(random.Random(2).sample(sorted(wanted.items()), min(700, len(wanted))))

    def test_nouns_are_found_by_hiragana(self):
        recall, lost = self.recall(self.readings(to_hiragana, (1,)))
        self.assertGreaterEqual(recall, 0.97, lost[:40])

    def test_nouns_are_found_by_romaji(self):
        recall, lost = self.recall(self.readings(to_romaji, (1,)))
        self.assertGreaterEqual(recall, 0.97, lost[:40])

    def test_compounds_are_found_by_hiragana(self):
        recall, lost = self.recall(self.readings(to_hiragana, (2, 3)))
        self.assertGreaterEqual(recall, 0.97, lost[:40])


if __name__ == '__main__':
    if not os.path.exists(os.path.join(IPADIC, 'sys.dic')):
        skip(f'no IPADIC in {IPADIC}')
    main()
