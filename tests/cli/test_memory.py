"""Memory: a large source is streamed, and no input takes more than its share.

A large JSON lines source stays within --memory and what is documented beside it. JIREI_MEMORY_MB says
how large (200 in the long run); the documented bound is --memory, 100 MiB for the program with its
dictionaries, and 1 KiB a case.

Hostile sources and queries of four times the size take no more than six times the memory beyond the
program's own (a square would take sixteen times). JIREI_MEMORY_GROWTH makes them so many times as
large (10: a million distinct facet values).
"""
import json
import os
import random
import sys

from harness import INDEX, SANITIZED, SEARCH, CliTest, main

# What a sanitizer keeps beside every object: AddressSanitizer makes programs two to three times as
# large, ThreadSanitizer five to ten times, as their manuals say.
OVERHEAD = 1 if not SANITIZED else 10 if SANITIZED == 'thread' else 3
GROWTH = int(os.environ.get('JIREI_MEMORY_GROWTH', '1'))
MEGABYTES = float(os.environ.get('JIREI_MEMORY_MB', '5'))
WORDS = ('サーバー', '感染した', '担当者が', '取引先に', '連絡し', 'メールの', '添付ファイルを', '開いた。', 'USBメモリを', '紛失した。',
         '教育を', '年に一度', '行う。', 'バックアップから', '戻した。', '費用は', '万円であった。', 'ウイルス対策ソフトが', '古かった。')
MIB = 1 << 20
PROGRAM = 100 * MIB
PER_CASE = 1 << 10


# Between this process and the program: a process's peak begins with that of the one it was forked from.
LAUNCHER = '''import os, sys
child = os.fork()
if child == 0:
    os.execv(sys.argv[2], sys.argv[2:])
_, status, usage = os.wait4(child, 0)
with open(sys.argv[1], "w", encoding="ascii") as file:
    file.write(f"{os.waitstatus_to_exitcode(status)} {usage.ru_maxrss}")
'''


class Peaks(CliTest):
    def peak(self, *command, statuses=(0,)):
        """Bytes that the program had in memory at most."""
        report = os.path.join(self.dir, 'peak')
        # What AddressSanitizer keeps of freed memory would hide the program's own.
        options = os.environ.get('ASAN_OPTIONS', '') + ':quarantine_size_mb=1'
        launched = self.execute([sys.executable, '-I', '-S', '-c', LAUNCHER, report, *command],
                                ASAN_OPTIONS=options)
        self.assertEqual(launched.status, 0, launched)
        with open(report, encoding='ascii') as file:
            status, kilobytes = map(int, file.read().split())
        self.assertIn(status, statuses, launched)
        return kilobytes * 1024


class Memory(Peaks):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = os.path.join(cls.class_dir, 'large.jsonl')
        draw = random.Random(1)
        cls.cases = 0
        with open(cls.source, 'w', encoding='utf-8') as file:
            while file.tell() < MEGABYTES * MIB:
                text = ''.join(draw.choice(WORDS) + str(draw.randrange(10 ** 5)) * (draw.random() < 0.1)
                               for _ in range(250))
                record = {'id': f'case-{cls.cases}', 'title': f'事例{cls.cases}', 'body': text, '業種': '製造業'}
                file.write(json.dumps(record, ensure_ascii=False) + '\n')
                cls.cases += 1

    def assert_bounded(self, peak, memory, what):
        bound = memory * MIB + PROGRAM + PER_CASE * self.cases
        print(f'{what}: {os.path.getsize(self.source) / MIB:.0f} MiB, --memory {memory}M: '
              f'peak {peak / MIB:.0f} MiB of at most {bound / MIB:.0f}')
        self.assertLess(peak, bound * OVERHEAD, what)

    def test_a_build_and_an_update_stay_within_the_bound(self):
        for memory in (16, 64):
            peak = self.peak(INDEX, 'build', '--memory', f'{memory}M', '--jobs', '2', '-i', self.index, self.source)
            self.assert_bounded(peak, memory, 'build')
        small = self.write('in/small.jsonl', '{"id":"first","title":"一つ","body":"だけ。"}\n')
        self.build(os.path.dirname(small))
        os.link(self.source, os.path.join(self.dir, 'in', 'large.jsonl'))
        peak = self.peak(INDEX, 'update', '--memory', '16M', '-i', self.index)
        self.assert_bounded(peak, 16, 'update')
        self.assertEqual(self.answer('--limit', 1)['total'], self.cases + 1)


def text_of(piece, before='', after=''):
    """The piece again and again, in parts."""
    def parts(size):
        yield before
        many = piece * (65536 // len(piece.encode()))
        for _ in range(size // len(many.encode()) + 1):
            yield many
        yield after
    return parts


def case_of(piece, before=''):
    """A JSON line of one case."""
    return text_of(piece, '{"id":"a","title":"題","body":"' + before, '"}\n')


def cases_of(line):
    def parts(size):
        for i in range(size // len(line.encode())):
            yield line.replace('%', str(i))
    return parts


# Name, file, its parts for a size, the smaller size, what is searched then.
HOSTILE = [
    ('one sentence without an end', 'a.jsonl', case_of('感染した端末を調べ、'), 512, '感染'),
    ('brackets', 'a.jsonl', case_of('('), 64, '\\('),
    ('joiners', 'a.jsonl', case_of('字\u200d'), 512, '字'),
    ('marks on one letter', 'a.jsonl', case_of('\u0301\u3099', before='あ'), 256, 'あ'),
    ('line feeds', 'a.jsonl', case_of('\\n'), 512, '題'),
    ('one endless line of Markdown', 'a.md', case_of('`[*_\\\\<'), 64, '題'),
    ('distinct facet values', 'a.jsonl', cases_of('{"id":"c%","title":"題","業種":"値%"}\n'), 1024, '題'),
    ('distinct words', 'a.jsonl', cases_of('{"id":"c%","title":"題","body":"w% か%た"}\n'), 512, 'w1*'),
    ('empty reports', 'a.txt', cases_of('事例 %\n所在地 長野県\n'), 256, '長野'),
]


class Growth(Peaks):
    def sources(self, name, file_name, parts, size):
        """The same kind of file of hardly anything, of the size and of four times the size."""
        for i, bytes_ in enumerate((100, size, 4 * size)):
            path = os.path.join(self.dir, f'{name}-{i}', file_name)
            os.makedirs(os.path.dirname(path))
            with open(path, 'w', encoding='utf-8') as file:
                file.writelines(parts(bytes_))
            yield path

    def assert_linear(self, what, peaks, slack=8):
        own, one, four = peaks
        print(f'{what}: {", ".join(f"{peak / MIB:.0f}" for peak in peaks)} MiB')
        self.assertLess(four - own, 6 * max(one - own, 0) + slack * MIB, what)

    def test_four_times_a_hostile_source_takes_four_times_the_memory(self):
        for name, file_name, parts, kilobytes, query in HOSTILE:
            with self.subTest(name):
                building, searching = [], []
                for path in self.sources(name, file_name, parts, kilobytes * 1024 * GROWTH):
                    index = os.path.join(os.path.dirname(path), 'index')
                    building.append(self.peak(INDEX, 'build', '-q', '--jobs', '1', '-i', index, path,
                                              statuses=(0, 2)))
                    if os.path.exists(os.path.join(index, 'current')):
                        searching.append(self.peak(SEARCH, '-i', index, '--format', 'json', '--facets', 'all',
                                                   '--', query, statuses=(0, 1)))
                self.assert_linear(f'build of {name}', building)
                if len(searching) == 3:
                    self.assert_linear(f'search in {name}', searching)

    def test_four_times_a_hostile_query_takes_four_times_the_memory(self):
        self.build(self.write_cases('a.jsonl', {'id': 'a', 'title': '題', 'body': '感染した。'}))
        for piece in ('(', '(a ', '"', 'a* ', 'サーバ～ ', '-', 'OR ', '題名:', '\u200d', 'か\u3099', '\\'):
            with self.subTest(piece):
                peaks = [self.peak(SEARCH, '-i', self.index, '--', piece * max(1, size // len(piece.encode())),
                                   statuses=(0, 1, 2)) for size in (1, 15000, 60000)]
                self.assert_linear(f'query of {piece!r}', peaks, slack=24)


if __name__ == '__main__':
    main()
