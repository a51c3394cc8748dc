"""An index in shards answers as one index does: local shards, xapian-tcpsrv and xapian-progsrv in any
mix. Servers run on the loopback interface alone."""
import glob
import json
import os
import subprocess
import sys
import time
import unittest

import harness
from harness import CliTest, patience
from shard_servers import PROGSRV, TCPSRV, TcpServer, prog_place

CASES = os.path.join(harness.DATA, 'cases')
REPORTS = sorted(glob.glob(os.path.join(harness.SHARED, 'seeds', '*.txt')))
FIXTURES = os.path.join(harness.SOURCE, 'tests', 'fixtures')

OPTIONS = [
    [],
    ['--any', '--sort', 'id', '--limit', '100'],
    ['-f', '業種=製造業', '--pivot', '地方,業種', '--facets', '発生年:5,対策'],
    ['--sort', '-発生年', '--limit', '30', '-f', '発生年=2013..'],
    ['--explain', '--limit', '3', '--no-synonyms'],
    ['--page', '2', '--limit', '7', '--zero', '-f', '地方!=関東'],
]


def fixture_queries():
    """The queries of the fixtures, as they are typed."""
    queries = []
    for name in ('queries.tsv', 'query_sets.tsv'):
        with open(os.path.join(FIXTURES, name), encoding='utf-8') as file:
            for line in file:
                query = line.rstrip('\n').split('\t')[0].replace('␣', ' ').replace('␉', ' ')
                if query.strip() and not line.startswith('#'):
                    queries.append(query)
    return list(dict.fromkeys(queries))


QUERIES = fixture_queries() + ['ランサムウエア', 'うぃるす', 'ばっくあっぷ', 'pasokon', 'ウイルス感染した端末',
                               '情報漏洩', 'バックアップ 復旧', 'フィルタリグ', 'パスワード OR 暗号化']


EXPECTED = {}  # answers of the undivided indexes, by index and options


def close(a, b):
    """Equal; numbers within 1e-9."""
    if isinstance(a, float) or isinstance(b, float):
        return isinstance(a, (int, float)) and isinstance(b, (int, float)) and abs(a - b) <= 1e-9
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(close(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(close(x, y) for x, y in zip(a, b))
    return a == b


def without_time(answers):
    for answer in answers:
        answer.pop('took_ms', None)
    return answers


class ShardTest(CliTest):
    SOURCES = [CASES]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.whole = os.path.join(cls.class_dir, 'whole')
        cls.shards = os.path.join(cls.class_dir, 'shards')
        for arguments in (['-i', cls.whole], ['-i', cls.shards, '--shards', '4']):
            result = cls.indexer('build', *arguments, *cls.SOURCES)
            assert result.status == 0, result
        cls.query_file = os.path.join(cls.class_dir, 'queries.txt')
        with open(cls.query_file, 'w', encoding='utf-8') as file:
            for number, query in enumerate(QUERIES):
                file.write(f'q{number}\t{query}\n')

    def serve(self, number):
        server = TcpServer(os.path.join(self.shards, f'shard-{number}'))
        self.addCleanup(server.stop)
        return server

    def manifest(self, *places, name='list.json'):
        return self.write(name, json.dumps({'jirei_shards': 1, 'shards': places}, ensure_ascii=False))

    def shard(self, number):
        return os.path.join(self.shards, f'shard-{number}')

    def batch(self, index, *options):
        result = self.search('--batch', self.query_file, '--format', 'json', *options, index=index,
                             timeout=280)
        self.assertEqual(result.status, 0, result)
        answers = [json.loads(line) for line in result.lines()]
        self.assertEqual(len(answers), len(QUERIES))
        return without_time(answers)

    def assert_same_answers(self, index, option_sets):
        for options in option_sets:
            key = (self.whole, *options)
            expected = EXPECTED.get(key) or self.batch(self.whole, *options)
            EXPECTED[key] = expected
            found = self.batch(index, *options)
            for query, a, b in zip(QUERIES, expected, found):
                if not close(a, b):
                    difference = [k for k in a if not close(a[k], b.get(k))]
                    self.fail(f'{query!r} {options}: {difference}\n'
                              + '\n'.join(f'{a[k]}\n{b.get(k)}' for k in difference)[:3000])


class LocalShards(ShardTest):
    def test_every_case_lies_in_one_shard_and_all_have_some(self):
        ids = []
        for number in range(1, 5):
            part = self.ids(index=self.shard(number))
            self.assertGreater(len(part), 0)
            ids += part
        self.assertEqual(sorted(ids), sorted(self.ids(index=self.whole)))

    def test_more_than_200_queries_give_the_same_answers(self):
        self.assertGreater(len(QUERIES), 200)
        self.assert_same_answers(self.shards, OPTIONS)

    def test_exact_strings_give_the_same_answers(self):
        self.assert_same_answers(self.shards, [['--exact']])

    def test_similar_show_and_complete_say_the_same(self):
        for arguments in ([['--similar', 'jirei-004', '--format', 'json', '--limit', '20'],
                           ['--similar', 'jirei-050', '--explain', '--format', 'json'],
                           ['--show', 'jirei-007,jirei-008', '--format', 'json'],
                           ['--show', 'jirei-004', 'ランサムウェア', '--color', 'always'],
                           ['--complete', 'ら', '--limit', '50', '--format', 'json'],
                           ['--complete', 'じょうほう', '--format', 'json'],
                           ['--complete', 'セキュ', '--format', 'json'],
                           ['--complete', 'kan', '--format', 'json'],
                           ['--analyze', '情報漏えいの対策'],
                           ['--sort', 'id', '--format', 'ids', '--limit', '100']]):
            with self.subTest(arguments=arguments):
                one = self.search(*arguments, index=self.whole)
                many = self.search(*arguments, index=self.shards)
                self.assertEqual(one.status, 0, one)
                self.assertEqual(many.status, 0, many)
                if '--similar' in arguments:
                    a, b = without_time([one.json(), many.json()])
                    self.assertTrue(close(a, b), f'{a}\n{b}'[:3000])
                else:
                    self.assertEqual(one.out, many.out)

    def test_cases_bin_may_be_absent(self):
        shards = os.path.join(self.dir, 'bare')
        self.indexer('build', '-i', shards, '--shards', '3', CASES)
        for path in glob.glob(os.path.join(shards, 'shard-*', 'gen-*', 'cases*.bin')):
            os.remove(path)
        self.assert_same_answers(shards, [[], ['--sort', 'id']])

    def test_an_undivided_index_without_cases_bin_answers_too(self):
        self.build(CASES)
        for path in glob.glob(os.path.join(self.index, 'gen-*', 'cases*.bin')):
            os.remove(path)
        self.assert_same_answers(self.index, [[], OPTIONS[2]])

    def test_changes_reach_the_shard_of_each_case(self):
        source = self.write_cases('some.jsonl', *[
            {'id': f'c{i}', 'title': f'題名{i}', 'body': 'ウイルスに感染した'} for i in range(20)])
        index = os.path.join(self.dir, 'changing')
        self.assertEqual(self.indexer('build', '-i', index, '--shards', '3', source).status, 0)
        self.write_cases('some.jsonl', *[
            {'id': f'c{i}', 'title': f'題名{i}', 'body': 'ウイルスに感染した' if i % 2 else '紛失した'}
            for i in range(5, 25)])
        updated = self.indexer('update', '--yes', '-i', index)
        self.assertEqual(updated.status, 0, updated)
        self.assertEqual(sorted(self.ids(index=index)), sorted(f'c{i}' for i in range(5, 25)))
        self.assertEqual(len(self.ids('紛失', index=index)), 10)
        removed = self.indexer('remove', '-i', index, 'c7', 'c8', 'c9')
        self.assertEqual(removed.status, 0, removed)
        self.assertNotIn('c8', self.ids(index=index))
        unknown = self.indexer('remove', '-i', index, 'c10', 'nobody')
        self.assert_error(unknown, 'nobody')
        self.assertIn('c10', self.ids(index=index))
        more = self.write_cases('more.jsonl', {'id': 'new', 'title': '新しい', 'body': '感染'})
        self.assertEqual(self.indexer('add', '-i', index, more).status, 0)
        self.assertIn('new', self.ids(index=index))
        # One shard by itself takes its own cases alone.
        self.write_cases('more.jsonl', *[{'id': f'm{i}', 'title': '増えた', 'body': '感染'}
                                         for i in range(12)])
        for number in (1, 2, 3):
            one = self.indexer('update', '--yes', '-i', os.path.join(index, f'shard-{number}'))
            self.assertEqual(one.status, 0, one)
        found = [i for i in self.ids(index=index) if i.startswith('m')]
        self.assertEqual(sorted(found), sorted(f'm{i}' for i in range(12)))
        self.assertEqual(self.indexer('check', '-i', index).status, 0)
        info = self.indexer('info', '--format', 'json', '-i', index)
        self.assertEqual(sum(s['cases'] for s in info.json()['shards']), 17 + 12)

    def test_a_problem_is_told_once(self):
        source = self.write('bad.jsonl', '{"id":"a","title":"い","body":"ろ"}\n{"id":"b"\n')
        index = os.path.join(self.dir, 'bad')
        built = self.indexer('build', '-i', index, '--shards', '3', source)
        self.assertEqual(built.status, 2, built)
        updated = self.indexer('update', '-i', index)
        self.assertEqual(updated.status, 2, updated)
        self.assertEqual(updated.err.count('bad.jsonl:2'), 1, updated.err)

    def test_what_cannot_be_done_is_said(self):
        self.build(CASES)
        self.assert_error(self.indexer('build', '-i', self.index, '--shards', '2', CASES), self.index)
        self.assert_error(self.indexer('build', '-i', self.shards, '--shards', '5', CASES), '4')
        self.assert_error(self.indexer('rollback', '-i', self.shards), 'shard-1')
        twice = self.write_cases('twice.jsonl', {'id': 'x', 'title': 'あ', 'body': 'い'},
                                 {'id': 'x', 'title': 'う', 'body': 'え'})
        index = os.path.join(self.dir, 'twice')
        self.assert_error(self.indexer('build', '-i', index, '--shards', '2', twice), 'x', 'twice.jsonl')

    def test_a_rebuild_replaces_all_shards(self):
        index = os.path.join(self.dir, 'again')
        self.indexer('build', '-i', index, '--shards', '2', CASES)
        source = self.write_cases('few.jsonl', {'id': 'only', 'title': '題', 'body': '文'})
        rebuilt = self.indexer('build', '-i', index, source)
        self.assertEqual(rebuilt.status, 0, rebuilt)
        self.assertEqual(self.ids(index=index), ['only'])


class Manifests(ShardTest):
    def test_a_broken_list_is_told_with_its_reason(self):
        for text, word in (('{}', 'jirei_shards'), ('{"jirei_shards":1,"shards":[]}', 'shards'),
                           ('{"jirei_shards":1,"shards":["tcp://host"]}', 'tcp://host'),
                           ('{"jirei_shards":1,"shards":["tcp://host:99999"]}', '65535'),
                           ('{"jirei_shards":1,"shards":["ssh://-oProxyCommand=x/y"]}', 'ssh://'),
                           ('{"jirei_shards":1,"shards":["http://a:1"]}', 'http://a:1'),
                           ('{"jirei_shards":1,"shards":[7]}', 'name'),
                           ('{"jirei_shards":2,"shards":["a"]}', 'jirei'),
                           ('{"jirei_shards":1,"shards":["nowhere"]}', 'nowhere')):
            with self.subTest(text=text):
                self.assert_error(self.search('x', index=self.write('list.json', text)), word)

    def test_a_list_that_others_can_write_runs_no_program(self):
        trap = os.path.join(self.dir, 'trap')
        path = self.manifest(f'prog:/usr/bin/touch {trap}')
        os.chmod(path, 0o666)
        self.assert_error(self.search('x', index=path), 'chmod')
        self.assertFalse(os.path.exists(trap))

    def test_shards_that_differ_are_named(self):
        table = self.write('facets.yaml', 'facets:\n  - key: kind\n    label: 種類\n    kind: word\n')
        other = os.path.join(self.dir, 'other')
        source = self.write_cases('o.jsonl', {'id': 'o', 'title': 'あ', 'body': 'い'})
        built = self.indexer('build', '-i', other, '--facet-table', table, source)
        self.assertEqual(built.status, 0, built)
        self.assert_error(self.search('x', index=self.manifest(self.shard(1), other)), 'other', 'facet')
        words = self.write('words.csv', 'ゼロトラスト\tゼロトラスト\n')
        foreign = os.path.join(self.dir, 'foreign')
        built = self.indexer('build', '-i', foreign, '--user-dict', words, source)
        if built.status == 0:
            self.assert_error(self.search('x', index=self.manifest(self.shard(1), foreign)), 'foreign',
                              'dictionary')


@unittest.skipUnless(TCPSRV and PROGSRV, 'needs xapian-tcpsrv and xapian-progsrv (xapian-tools)')
class RemoteShards(ShardTest):
    def test_four_servers_answer_as_one_index(self):
        servers = [self.serve(number) for number in range(1, 5)]
        index = self.manifest(*[server.place for server in servers])
        self.assert_same_answers(index, OPTIONS)
        self.assert_same_answers(index, [['--exact']])
        for arguments in (['--similar', 'jirei-004', '--format', 'json'],):
            a, b = without_time([self.answer(*arguments[:2], index=i) for i in (self.whole, index)])
            self.assertTrue(close(a, b), f'{a}\n{b}'[:3000])
        for arguments in (['--show', 'jirei-004', 'ランサムウェア', '--color', 'always'],
                          ['--show', 'jirei-011', '--format', 'json'],
                          ['--complete', 'らんさ', '--format', 'json'],
                          ['--complete', '情', '--format', 'json', '--limit', '40']):
            self.assertEqual(self.search(*arguments, index=self.whole).out,
                             self.search(*arguments, index=index).out)

    def test_local_tcp_and_program_mix(self):
        index = self.manifest(self.shard(1), self.serve(2).place, prog_place(self.shard(3)),
                              {'name': '四つ目', 'at': self.serve(4).place})
        self.assert_same_answers(index, [OPTIONS[0], OPTIONS[2], OPTIONS[4]])

    def test_a_user_dictionary_travels_inside_the_database(self):
        words = self.write('words.tsv', 'カササギ方式\nゼロ信頼網\n')
        source = self.write_cases('o.jsonl', {'id': 'o', 'title': 'カササギ方式', 'body': 'ゼロ信頼網の話'},
                                  {'id': 'p', 'title': '別', 'body': 'カササギの話'})
        built = self.indexer('build', '-i', self.index, '--shards', '2', '--user-dict', words, source)
        self.assertEqual(built.status, 0, built)
        servers = [TcpServer(os.path.join(self.index, f'shard-{n}')) for n in (1, 2)]
        for server in servers:
            self.addCleanup(server.stop)
        remote = self.manifest(*[server.place for server in servers])
        for index in (self.index, remote):
            self.assertIn('カササギ方式', self.search('--analyze', 'カササギ方式', index=index).out)
            self.assertEqual(self.ids('カササギ方式', index=index), ['o'])
        self.assertEqual(self.search('--analyze', 'ゼロ信頼網', index=self.index).out,
                         self.search('--analyze', 'ゼロ信頼網', index=remote).out)

    def test_ssh_runs_progsrv_on_the_other_machine(self):
        # In place of ssh: notes its arguments, and runs the command here.
        said = os.path.join(self.dir, 'said')
        fake = self.write('bin/ssh', f'#!/bin/sh\necho "$@" >> {said}\n'
                                     'while [ "$1" != xapian-progsrv ]; do shift; done\nexec "$@"\n')
        os.chmod(fake, 0o755)
        index = self.manifest(*[f'ssh://someone@far:2222{self.shard(n)}' for n in range(1, 5)])
        path = os.path.dirname(fake) + ':' + os.environ['PATH']
        a = self.answer('ウイルス 感染', index=self.whole)
        b = self.answer('ウイルス 感染', index=index, PATH=path)
        self.assertTrue(close(*without_time([a, b])))
        with open(said, encoding='utf-8') as file:
            self.assertIn('-p 2222 someone@far xapian-progsrv', file.read())

    def test_one_remote_database_is_a_list_of_one(self):
        server = TcpServer(self.whole)
        self.addCleanup(server.stop)
        self.assert_same_answers(self.manifest(server.place), [OPTIONS[0], OPTIONS[3]])

    def test_a_shard_that_is_down_is_named(self):
        server = self.serve(2)
        index = self.manifest(self.shard(1), {'name': '大阪', 'at': server.place}, self.shard(3))
        server.stop()
        result = self.search('ウイルス', index=index)
        self.assert_error(result, '大阪', '--partial', 'xapian-tcpsrv')
        self.assertEqual(result.out, '')
        program = self.manifest(self.shard(1), 'prog:/nonexistent/program', name='p.json')
        self.assert_error(self.search('ウイルス', index=program), 'prog:/nonexistent/program')

    def test_partial_answers_name_what_is_missing(self):
        server = self.serve(2)
        index = self.manifest(self.shard(1), {'name': '大阪', 'at': server.place}, self.shard(3))
        server.stop()
        text = self.search('ウイルス', '--partial', index=index)
        self.assertEqual(text.status, 0, text)
        self.assertIn('大阪', text.err)
        answer = self.answer('ウイルス', '--partial', index=index)
        self.assertEqual(answer['missing'], ['大阪'])
        self.assertTrue(any('大阪' in w['ja'] for w in answer['warnings']))
        rest = self.answer('ウイルス', index=self.manifest(self.shard(1), self.shard(3), name='r.json'))
        self.assertNotIn('missing', rest)
        self.assertEqual([h['id'] for h in answer['hits']], [h['id'] for h in rest['hits']])
        self.assertEqual(answer['total'], rest['total'])
        nothing = self.manifest(server.place, name='n.json')
        self.assert_error(self.search('ウイルス', '--partial', index=nothing), server.place)

    def test_a_server_that_hangs_is_not_waited_for_long(self):
        server = self.serve(2)
        index = self.manifest(self.shard(1), server.place)
        server.freeze()
        begun = time.monotonic()
        result = self.search('ウイルス', '--shard-timeout', '1', index=index)
        self.assertLess(time.monotonic() - begun, patience(8))
        self.assert_error(result, server.place, '--shard-timeout')
        partial = self.search('ウイルス', '--shard-timeout', '1', '--partial', index=index)
        self.assertEqual(partial.status, 0, partial)
        self.assertIn(server.place, partial.err)

    def test_a_program_that_hangs_holds_up_neither_answer_nor_end(self):
        hanging = self.write('hang', '#!/bin/sh\n'
                             '(sleep 2; kill -STOP $$; sleep 20; kill -KILL $$) </dev/null >/dev/null 2>&1 &\n'
                             f'exec {PROGSRV} "$@"\n')
        os.chmod(hanging, 0o755)
        index = self.manifest(self.shard(1), f'prog:{hanging} {self.shard(2)}/current/xapian')
        for options, status in (([], 2), (['--partial'], 0)):
            with self.subTest(options=options):
                process = self.session(index, '--shard-timeout', '1', *options)
                process.stdin.write('ウイルス\n'.encode())
                time.sleep(3)
                begun = time.monotonic()
                out, err = process.communicate('感染\n'.encode(), timeout=patience(60))
                self.assertLess(time.monotonic() - begun, patience(10))
                self.assertEqual(process.returncode, status, err.decode())
                self.assertIn(hanging, (out if options else err).decode())

    def session(self, index, *options):
        """A process that answers queries as they come."""
        process = subprocess.Popen(
            [harness.SEARCH, '-i', index, '--batch', '-', '--format', 'json', *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
            env=harness.environment(self.dir))
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        for stream in (process.stdin, process.stdout, process.stderr):
            self.addCleanup(stream.close)
        return process

    def test_a_server_that_dies_between_questions(self):
        server = self.serve(2)
        index = self.manifest(self.shard(1), server.place)
        queries = ''.join(f'{q}\n' for q in ('ウイルス', '感染', 'パスワード'))
        # Standard input is read as it comes, so the second question meets a server that is gone.
        for options, status in (([], 2), (['--partial'], 0)):
            with self.subTest(options=options):
                fifo = os.path.join(self.dir, f'fifo{status}')
                os.mkfifo(fifo)
                process = self.session(index, *options)
                process.stdin.write('ウイルス\n'.encode())
                time.sleep(1.5)
                server.stop()
                out, err = process.communicate('感染\nパスワード\n'.encode(), timeout=patience(60))
                self.assertEqual(process.returncode, status, err.decode())
                self.assertIn(server.place, (out if options else err).decode())
                answers = [json.loads(line) for line in out.decode().splitlines()]
                self.assertEqual(len(answers), 3)
                self.assertEqual('missing' in answers[2], bool(options))
                server = TcpServer(self.shard(2), server.port)
                self.addCleanup(server.stop)
        self.assertTrue(queries)

    def test_a_server_that_is_started_again_is_found_again(self):
        server = self.serve(2)
        index = self.manifest(self.shard(1), server.place)
        process = self.session(index)
        process.stdin.write('ウイルス\n'.encode())
        time.sleep(1.5)
        server.stop()
        server = TcpServer(self.shard(2), server.port)
        self.addCleanup(server.stop)
        out, err = process.communicate('ウイルス\n'.encode(), timeout=patience(60))
        self.assertEqual(process.returncode, 0, err.decode())
        first, second = without_time([json.loads(line) for line in out.decode().splitlines()])
        first.pop('qid')
        second.pop('qid')
        self.assertTrue(close(first, second))


@unittest.skipUnless(REPORTS, 'no published report beside the project (../shared/seeds)')
class PublishedReport(ShardTest):
    SOURCES = REPORTS[:1]

    def test_local_shards_of_the_report(self):
        self.assert_same_answers(self.shards, OPTIONS[:3])

    @unittest.skipUnless(TCPSRV, 'needs xapian-tcpsrv (xapian-tools)')
    def test_four_servers_of_the_report(self):
        index = self.manifest(*[self.serve(number).place for number in range(1, 5)])
        self.assert_same_answers(index, OPTIONS[:5])


if __name__ == '__main__':
    harness.main()
