"""Folders that refuse, sources that change while they are read, clocks that go back, Ctrl-C.

Whatever happens, the index stays as it was or becomes what it should be, and it is said which.
"""
import json
import os
import pty
import re
import select
import signal
import subprocess
import threading
import time
import unittest

from harness import INDEX, CliTest, environment, main, patience

FAULT = os.environ.get('JIREI_FAULT_LIB', '')
NOBODY = 65534


def case(number, text, **more):
    return {'id': f'c-{number}', 'title': f'題名{number}', 'body': text, **more}


class Refusals(CliTest):
    """As a user who may not do everything: root could."""

    def setUp(self):
        super().setUp()
        self.cases = self.write_cases('in/cases.jsonl', case(1, '古い本文。'))
        self.build(self.cases)
        self.write_cases('in/cases.jsonl', case(1, '新しい本文。'), case(2, '二つ目。'))
        self.addCleanup(self.give_back)
        if os.geteuid() == 0:
            os.chmod(self.class_dir, 0o755)
            for top, folders, names in os.walk(self.dir):
                for name in ['.', *folders, *names]:
                    os.lchown(os.path.join(top, name), NOBODY, NOBODY)

    def give_back(self):
        for top, _, _ in os.walk(self.dir):
            os.chmod(top, 0o700)

    def as_nobody(self, *command):
        """The program, as a user whom permissions bind."""
        process = subprocess.run([INDEX, *command], capture_output=True, timeout=patience(60), cwd='/',
                                 user=NOBODY if os.geteuid() == 0 else None,
                                 env=environment(self.dir))
        self.assertEqual(process.returncode, 2, process)
        text = process.stderr.decode()
        self.assertRegex(text, 'Permission denied|Read-only')
        return text

    def assert_as_it_was(self):
        self.give_back()
        self.assertEqual(self.ids(), ['c-1'])
        self.assertEqual(self.ids('--exact', '古い'), ['c-1'])
        self.assertEqual(self.indexer('check', '-i', self.index).status, 0)

    def test_a_folder_that_must_not_be_written(self):
        for command in ('update', 'build'):
            os.chmod(self.index, 0o500)
            more = [self.cases] if command == 'build' else []
            text = self.as_nobody(command, '-i', self.index, *more)
            self.assertIn(self.index, text)
            self.assertIn('hint', text)
            self.assert_as_it_was()

    def test_a_lock_that_must_not_be_written(self):
        os.chmod(os.path.join(self.index, 'lock'), 0o400)
        self.assertIn('lock', self.as_nobody('update', '-i', self.index))
        self.assert_as_it_was()

    def test_a_folder_in_which_no_index_can_be_made(self):
        os.chmod(self.dir, 0o500)
        place = os.path.join(self.dir, 'new')
        self.assertIn(self.dir, self.as_nobody('build', '-i', place, self.cases))
        self.assertFalse(os.path.exists(place))

    def test_a_source_that_must_not_be_read_keeps_its_cases(self):
        for what, path in (('file', self.cases), ('folder', os.path.dirname(self.cases))):
            with self.subTest(what):
                os.chmod(path, 0)
                self.as_nobody('update', '-i', self.index)
                os.chmod(path, 0o700)
                self.assertEqual(self.ids('--exact', '古い'), ['c-1'])
        self.give_back()
        self.assertEqual(self.indexer('update', '-i', self.index).status, 0)
        self.assertEqual(self.ids(), ['c-1', 'c-2'])


@unittest.skipUnless(os.path.exists(FAULT), 'the fault library is not built (JIREI_FAULT_LIB)')
class ReadOnly(CliTest):
    def test_a_file_system_that_turns_read_only(self):
        cases = self.write_cases('cases.jsonl', case(1, '古い本文。'))
        log = os.path.join(self.dir, 'log')
        for command in (['update'], ['build', cases]):
            refused = 0
            for share in range(5):
                self.write_cases('cases.jsonl', case(1, '古い本文。'))
                self.build(cases)
                self.write_cases('cases.jsonl', case(1, '新しい本文。'))
                if share == 0:
                    self.assertEqual(self.indexer(*command, '-i', self.index, LD_PRELOAD=FAULT,
                                                  JIREI_FAULT_LOG=log).status, 0)
                    operations = os.path.getsize(log)
                    continue
                at = 1 + operations * (share - 1) // 4
                result = self.indexer(*command, '-i', self.index, LD_PRELOAD=FAULT,
                                      JIREI_FAULT_AT=str(at), JIREI_FAULT_HOW='readonly')
                self.assert_error(result, 'Read-only file system', 'hint')
                state = [self.ids('--exact', '古い本文'), self.ids('--exact', '新しい本文')]
                self.assertEqual(sorted(state), [[], ['c-1']], at)
                refused += state[0] == ['c-1']
                self.assertEqual(self.indexer('check', '-i', self.index).status, 0)
            self.assertGreaterEqual(refused, 2)
            self.assertEqual(self.indexer('update', '-i', self.index).status, 0)
            self.assertEqual(self.ids('--exact', '新しい本文'), ['c-1'])


@unittest.skipUnless(os.path.exists(FAULT), 'the fault library is not built (JIREI_FAULT_LIB)')
class Clock(CliTest):
    DAY = 86400

    def update(self, days):
        result = self.indexer('update', '-i', self.index, LD_PRELOAD=FAULT,
                              JIREI_FAULT_CLOCK=str(days * self.DAY))
        self.assertEqual(result.status, 0, result)

    def test_changes_are_seen_whatever_the_clock_says(self):
        cases = self.write_cases('cases.jsonl', case(1, '第0版。'))
        self.build(cases)
        for version, days in enumerate((400, 0, -400, -800, 10, -3), 1):
            state = os.stat(cases)
            self.write_cases('cases.jsonl', case(1, f'第{version}版。'))
            if days < 0:  # the same size, and the time of a backup that was put back
                os.utime(cases, ns=(state.st_atime_ns, state.st_mtime_ns - 10 ** 9))
            self.update(days)
            self.assertEqual(self.ids('--exact', f'第{version}版'), ['c-1'], days)
            self.assertEqual(self.ids('--exact', f'第{version - 1}版'), [], days)
            self.assertEqual(self.indexer('check', '-i', self.index).status, 0)
        rollback = self.indexer('rollback', '-i', self.index)
        self.assertEqual(rollback.status, 0, rollback)
        self.assertEqual(self.ids('--exact', '第5版'), ['c-1'], 'generations have numbers, not times')

    def test_a_file_of_the_future_is_compared_by_its_content(self):
        cases = self.write_cases('cases.jsonl', case(1, '甲の版。'))
        future = time.time_ns() + self.DAY * 10 ** 9
        os.utime(cases, ns=(future, future))
        self.build(cases)
        self.write_cases('cases.jsonl', case(1, '乙の版。'))
        os.utime(cases, ns=(future, future))
        self.assertEqual(self.indexer('update', '-i', self.index).status, 0)
        self.assertEqual(self.ids('--exact', '乙の版'), ['c-1'])


class Changing(CliTest):
    """A source that another program rewrites all the time."""

    CASES = 300

    def write_version(self, version):
        self.write_cases('in/cases.jsonl', *(case(i, f'共通の話{version}版。' * 10) for i in range(self.CASES)))

    def test_updates_meanwhile_never_lose_a_case_and_the_last_one_is_right(self):
        self.write_version(0)
        self.build(os.path.join(self.dir, 'in'))
        stop = threading.Event()
        versions = [0]

        def rewrite():
            while not stop.is_set():
                versions.append(versions[-1] + 1)
                self.write_version(versions[-1])
        writer = threading.Thread(target=rewrite)
        writer.start()
        try:
            for _ in range(8):
                result = self.indexer('update', '-i', self.index)  # without --yes: an empty file is refused
                self.assertIn(result.status, (0, 2), result)
                self.assertEqual(self.indexer('check', '-i', self.index).status, 0)
                self.assertIn(len(self.ids('--exact', '共通の話')), range(1, self.CASES + 1))
        finally:
            stop.set()
            writer.join()
        result = self.indexer('update', '-i', self.index)
        self.assertEqual(result.status, 0, result)
        self.assertEqual(len(self.ids('--exact', f'話{versions[-1]}版')), self.CASES)

    def test_half_a_file_keeps_what_it_cannot_say_again(self):
        self.write_version(1)
        path = os.path.join(self.dir, 'in', 'cases.jsonl')
        self.build(path)
        os.truncate(path, os.path.getsize(path) - 40)  # in the middle of the last line
        result = self.indexer('update', '-i', self.index)
        self.assertEqual(result.status, 2, result)
        self.assertEqual(len(self.ids('--exact', '共通の話')), self.CASES)
        os.truncate(path, 10)
        result = self.indexer('update', '-i', self.index)
        self.assertEqual(result.status, 2, result)
        self.assertEqual(len(self.ids('--exact', '共通の話')), self.CASES)
        self.write_version(2)
        self.assertEqual(self.indexer('update', '-i', self.index).status, 0)
        self.assertEqual(len(self.ids('--exact', '話2版')), self.CASES)


class Interrupted(CliTest):
    LARGE = 6000

    def setUp(self):
        super().setUp()
        self.small = self.write_cases('small.jsonl', case(1, '古い本文。'))
        self.large = self.write_cases('large.jsonl', *(
            case(i, f'{i}番目の長い本文です。サーバーの話が続きます。' * 40) for i in range(self.LARGE)))

    def interrupt(self, *command, number=signal.SIGINT, **more):
        """Starts the program on a terminal, stops it in the middle of its work; (status, text)."""
        try:
            master, slave = pty.openpty()
        except OSError as error:
            self.skipTest(f'no pseudo-terminals here: {error}')
        process = subprocess.Popen([INDEX, *command], stderr=slave, stdout=slave, stdin=slave,
                                   env=environment(self.class_dir, **more), start_new_session=True)
        os.close(slave)
        text = b''
        deadline = time.time() + patience(60)
        while '件/秒'.encode() not in text and b'/s)' not in text and time.time() < deadline:
            if select.select([master], [], [], 0.1)[0]:
                text += self.read(master)
            self.assertIsNone(process.poll(), text)
        process.send_signal(number)
        status = process.wait(timeout=patience(60))
        while select.select([master], [], [], 0.2)[0]:
            piece = self.read(master)
            if not piece:
                break
            text += piece
        os.close(master)
        return status, text.decode()

    @staticmethod
    def read(fd):
        try:
            return os.read(fd, 65536)
        except OSError:
            return b''

    def leftovers(self):
        return [n for n in os.listdir(self.index) if not n.startswith('gen-') and n not in ('current', 'lock')]

    def test_a_build_says_that_the_old_index_is_as_it_was(self):
        for locale, words in (('C.UTF-8', 'interrupted; the index is as it was'),
                              ('ja_JP.UTF-8', '中断しました。索引は元のままです')):
            for number in (signal.SIGINT, signal.SIGTERM):
                self.build(self.small)
                status, text = self.interrupt('build', '-i', self.index, self.large, number=number,
                                              LC_ALL=locale)
                self.assertEqual(status, -number, text)
                self.assertIn(words, text)
                self.assertIn(self.index, text)
                self.assertNotRegex(text, 'error|エラー')
                self.assertEqual(self.leftovers(), [])
                self.assertEqual(self.ids(), ['c-1'])

    def test_a_first_build_says_that_there_is_no_index_yet(self):
        status, text = self.interrupt('build', '-i', self.index, self.large)
        self.assertEqual(status, -signal.SIGINT, text)
        self.assertIn('there is no index yet', text)
        self.assertEqual(self.leftovers(), [])
        self.build(self.small)
        self.assertEqual(self.ids(), ['c-1'])

    def test_shards_are_as_they_were_too(self):
        self.build('--shards', '2', self.write_cases('two.jsonl', case(1, '古い本文。'), case(2, '古い本文。')))
        status, text = self.interrupt('build', '-i', self.index, self.large)
        self.assertEqual(status, -signal.SIGINT, text)
        self.assertIn('interrupted; the shards are as they were', text)
        self.assertNotRegex(text, 'error')
        left = [n for _, folders, _ in os.walk(self.index) for n in folders if n.startswith('building')]
        self.assertEqual(left, [])
        self.assertEqual(sorted(self.ids('--exact', '古い')), ['c-1', 'c-2'])

    def test_an_update_says_it_too(self):
        path = os.path.join(self.dir, 'cases.jsonl')
        os.rename(self.small, path)
        self.build(path)
        os.rename(self.large, path)
        status, text = self.interrupt('update', '--yes', '-i', self.index)
        self.assertEqual(status, -signal.SIGINT, text)
        self.assertIn('the index is as it was', text)
        self.assertEqual(self.leftovers(), [])
        self.assertEqual(self.ids('--exact', '古い'), ['c-1'])


if __name__ == '__main__':
    main()
