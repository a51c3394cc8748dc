"""A large JSON lines source is streamed: memory stays within --memory and what is documented beside it.

JIREI_MEMORY_MB says how large (200 in the long run); the documented bound is --memory, 100 MiB for
the program with its dictionaries, and 1 KiB a case.
"""
import json
import os
import random
import subprocess
import unittest

from harness import INDEX, CliTest, environment, main

MEGABYTES = float(os.environ.get('JIREI_MEMORY_MB', '5'))
WORDS = ('サーバー', '感染した', '担当者が', '取引先に', '連絡し', 'メールの', '添付ファイルを', '開いた。', 'USBメモリを', '紛失した。',
         '教育を', '年に一度', '行う。', 'バックアップから', '戻した。', '費用は', '万円であった。', 'ウイルス対策ソフトが', '古かった。')
MIB = 1 << 20
PROGRAM = 100 * MIB
PER_CASE = 1 << 10


class Memory(CliTest):
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

    def peak(self, *command):
        """Bytes that the program had in memory at most."""
        with subprocess.Popen([INDEX, *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              env=environment(self.class_dir)) as process:
            text = process.stderr.read().decode()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0, text)
        return usage.ru_maxrss * 1024

    def assert_bounded(self, peak, memory, what):
        bound = memory * MIB + PROGRAM + PER_CASE * self.cases
        print(f'{what}: {os.path.getsize(self.source) / MIB:.0f} MiB, --memory {memory}M: '
              f'peak {peak / MIB:.0f} MiB of at most {bound / MIB:.0f}')
        self.assertLess(peak, bound, what)

    def test_a_build_and_an_update_stay_within_the_bound(self):
        for memory in (16, 64):
            peak = self.peak('build', '--memory', f'{memory}M', '--jobs', '2', '-i', self.index, self.source)
            self.assert_bounded(peak, memory, 'build')
        small = self.write('in/small.jsonl', '{"id":"first","title":"一つ","body":"だけ。"}\n')
        self.build(os.path.dirname(small))
        os.link(self.source, os.path.join(self.dir, 'in', 'large.jsonl'))
        peak = self.peak('update', '--memory', '16M', '-i', self.index)
        self.assert_bounded(peak, 16, 'update')
        self.assertEqual(self.answer('--limit', 1)['total'], self.cases + 1)


if __name__ == '__main__':
    main()
