"""Indexes of other schemas, of newer programs, and folders that are no index: named, and mended.

tests/fixtures/index-v<N>.tar.xz holds the index that the program of schema N made of
tests/fixtures/index-cases.jsonl, which it remembers under /jirei-fixture. Every released schema
stays here. To make one for a new schema: build the index, put that path into sources.json, remove
the lock, and pack the folder as index-v<N>.
"""
import glob
import json
import os
import re
import shutil
import tarfile
import unittest

from harness import SOURCE, CliTest, main

FIXTURES = os.path.join(SOURCE, 'tests', 'fixtures')
CASES = os.path.join(FIXTURES, 'index-cases.jsonl')
IDS = ['fixture-1', 'fixture-2', 'fixture-3']


def schema_in_source():
    with open(os.path.join(SOURCE, 'indexer', 'schema.h'), encoding='utf-8') as file:
        return int(re.search(r'kVersion = (\d+)', file.read()).group(1))


NOW = schema_in_source()
FIXTURE = {int(re.search(r'index-v(\d+)', path).group(1)): path
           for path in glob.glob(os.path.join(FIXTURES, 'index-v*.tar.xz'))}
OLDER = sorted(version for version in FIXTURE if version < NOW)


class Compatibility(CliTest):
    def unpack(self, version, reachable=True):
        with tarfile.open(FIXTURE[version]) as archive:
            archive.extractall(self.dir)
        self.index = os.path.join(self.dir, f'index-v{version}')
        if reachable:
            with open(CASES, 'rb') as file:
                self.write('cases.jsonl', file.read())
        self.edit('sources.json', '/jirei-fixture/', self.dir + '/')

    def path(self, name):
        return os.path.join(self.index, 'current', name)

    def edit(self, name, old, new):
        with open(self.path(name), encoding='utf-8') as file:
            text = file.read()
        self.assertIn(old, text)
        with open(self.path(name), 'w', encoding='utf-8') as file:
            file.write(text.replace(old, new))

    def edit_manifest(self, **changes):
        with open(self.path('manifest.json'), encoding='utf-8') as file:
            manifest = json.load(file)
        manifest.update(changes)
        with open(self.path('manifest.json'), 'w', encoding='utf-8') as file:
            json.dump(manifest, file)

    def manifest(self):
        with open(self.path('manifest.json'), encoding='utf-8') as file:
            return json.load(file)

    def generation(self):
        return os.readlink(os.path.join(self.index, 'current'))

    def all_refuse(self, *words, mend, but=()):
        """Every command that uses the index says so, in both languages, and leaves it as it is."""
        before = self.generation()
        commands = {'search': lambda **env: self.search('感染', **env),
                    'all': lambda **env: self.search(**env),
                    'info': lambda **env: self.indexer('info', '-i', self.index, **env),
                    'add': lambda **env: self.indexer('add', '-i', self.index, CASES, **env),
                    'remove': lambda **env: self.indexer('remove', '-i', self.index, IDS[0], **env),
                    'update': lambda **env: self.indexer('update', '-i', self.index, **env)}
        for name, command in commands.items():
            if name in but:
                continue
            for locale in ('C.UTF-8', 'ja_JP.UTF-8'):
                result = command(LC_ALL=locale)
                self.assert_error(result, *words, mend)
                self.assertEqual(bool(re.search('[ぁ-ん]', result.err)), locale.startswith('ja'), result)
        check = self.indexer('check', '-i', self.index)
        self.assertEqual(check.status, 2, check)
        for word in words:
            self.assertIn(word, check.out + check.err, check)
        self.assertEqual(self.generation(), before)

    def test_there_is_a_fixture_of_every_schema(self):
        self.assertEqual(sorted(FIXTURE), list(range(1, NOW + 1)))

    def test_an_older_index_is_named_and_an_update_makes_it_again(self):
        for version in OLDER:
            with self.subTest(schema=version):
                self.unpack(version)
                self.all_refuse(str(version), str(NOW), mend='jirei-index update', but=('update',))
                result = self.indexer('update', '-i', self.index)
                self.assertEqual(result.status, 0, result)
                self.assertIn('older', result.err)
                self.assertEqual(self.manifest()['schema'], NOW)
                self.assertEqual(self.ids(), IDS)
                self.assertEqual(self.ids('感染'), ['fixture-1'])
                self.assertEqual(self.indexer('check', '-i', self.index).status, 0)

    def test_what_an_older_index_remembers_is_kept(self):
        table = self.write('facets.yaml', 'facets:\n  - {key: trade, label: 業種, kind: word}\n')
        words = self.write('words.csv', 'ゼロトラスト,ぜろとらすと\n')
        compiled = os.path.join(self.dir, 'other')
        self.build('--user-dict', words, CASES, index=compiled)
        for version in OLDER:
            with self.subTest(schema=version):
                self.unpack(version)
                self.edit_manifest(facet_table_path=table, user_dictionaries=[words])
                shutil.copy(os.path.join(compiled, 'current', 'user-1.dic'), self.path('user-1.dic'))
                self.edit('sources.json', '"removed":[]', '"removed":["fixture-2"]')
                result = self.indexer('update', '-i', self.index)
                self.assertEqual(result.status, 0, result)
                self.assertEqual(self.ids(), ['fixture-1', 'fixture-3'])
                self.assertEqual(self.manifest()['facet_table_path'], table)
                self.assertEqual(self.manifest()['user_dictionaries'], [words])
                self.assertEqual([f['label'] for f in self.answer()['facets']], ['業種'])

    def test_an_older_index_is_left_alone_when_its_sources_are_gone(self):
        for version in OLDER:
            with self.subTest(schema=version):
                self.unpack(version, reachable=False)
                before = self.generation()
                result = self.indexer('update', '-i', self.index)
                self.assert_error(result, 'older', 'would lose cases', 'hint')
                self.assertEqual(self.generation(), before)

    def test_an_index_of_this_schema_is_used(self):
        self.unpack(NOW)
        info = self.indexer('info', '-i', self.index, '--format', 'json')
        self.assertEqual(info.status, 0, info)
        self.assertEqual(info.json()['cases'], len(IDS))
        search = self.search('--format', 'ids', '感染')
        if search.status == 2:  # the dictionary may have changed since: that is said, and how to mend it
            self.assert_error(search, 'another dictionary', 'jirei-index update')
        else:
            self.assertEqual(search.lines(), ['fixture-1'])
        with open(os.path.join(self.dir, 'cases.jsonl'), 'a', encoding='utf-8') as file:
            file.write('{"id":"new","title":"加わった事例","body":"これも感染の話。"}\n')
        result = self.indexer('update', '-i', self.index)
        self.assertEqual(result.status, 0, result)
        self.assertEqual(sorted(self.ids('感染')), ['fixture-1', 'new'])
        check = self.indexer('check', '-i', self.index)
        self.assertEqual(check.status, 0, check)

    def test_a_newer_index_is_named_and_not_touched_unasked(self):
        self.unpack(NOW)
        self.edit_manifest(schema=NOW + 7)
        self.all_refuse(str(NOW + 7), str(NOW), mend='--rebuild')
        result = self.indexer('update', '--rebuild', '-i', self.index)
        self.assertEqual(result.status, 0, result)
        self.assertEqual(self.ids('感染'), ['fixture-1'])

    def test_an_index_of_another_program_is_named(self):
        self.unpack(NOW)
        self.edit('manifest.json', '"jirei-index"', '"mu-index"')
        self.all_refuse('jirei', self.path('manifest.json').replace('current', self.generation()),
                        mend='jirei-index build')

    def test_a_folder_that_is_no_index_is_named(self):
        foreign = os.path.join(self.dir, 'mail')
        os.makedirs(os.path.join(foreign, 'xapian'))
        for name in ('xapian/iamglass', 'mails.txt'):
            with open(os.path.join(foreign, name), 'w', encoding='utf-8') as file:
                file.write('何か')
        plain = os.path.join(foreign, 'mails.txt')
        for place in (foreign, plain):
            for result in (self.search('x', index=place), self.indexer('info', '-i', place),
                           self.indexer('check', '-i', place), self.indexer('update', '-i', place)):
                self.assert_error(result, place, 'hint')
        self.assert_error(self.search('x', index=foreign), 'no index of jirei')
        self.assert_error(self.indexer('build', '-i', foreign, CASES), foreign)
        self.assertEqual(sorted(os.listdir(foreign)), ['mails.txt', 'xapian'])

    def test_a_place_without_anything_is_told_apart(self):
        for place in (os.path.join(self.dir, 'nowhere'), self.dir):
            self.assert_error(self.search('x', index=place), 'there is no index', 'jirei-index build')


if __name__ == '__main__':
    main()
