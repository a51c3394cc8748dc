"""Bad input: the message says what, where and how to mend; status 2; the old index stays."""
import json
import os
import unittest

from harness import CliTest, main

GOOD = {'id': 'good', 'title': '無事な事例', 'body': '何も起きなかった。'}


class BadInput(CliTest):
    def setUp(self):
        super().setUp()
        self.build(self.write_cases('old/good.jsonl', GOOD))

    def assert_old_index_serves(self):
        self.assertEqual(self.ids(), ['good'])

    def refused(self, source, *words):
        """A build that must fail as a whole."""
        result = self.indexer('build', '-i', self.index, source)
        self.assert_error(result, *words)
        self.assert_old_index_serves()

    def left_out(self, name, content, *words):
        """A case that cannot be read: named, left out, the others indexed; fatal with --strict."""
        bad = self.write(f'new/{name}', content)
        self.write_cases('new/ok.jsonl', {'id': 'ok', 'title': '別の事例', 'body': '隣の話。'})
        folder = os.path.dirname(bad)
        strict = self.indexer('build', '-i', self.index, '--strict', folder)
        self.assert_error(strict, name, *words)
        self.assert_old_index_serves()
        result = self.indexer('build', '-i', self.index, folder)
        self.assert_error(result, name, *words)
        self.assertEqual(self.ids(), ['ok'], result)

    def test_missing_source(self):
        self.refused(os.path.join(self.dir, 'nowhere.md'), 'nowhere.md')

    def test_invalid_utf8(self):
        self.left_out('bytes.md', b'---\nid: x\ntitle: y\n---\n\n\x83\x65\x83\x58\x83\x67 \xff\n', 'UTF-8')

    def test_broken_front_matter(self):
        self.left_out('front.md', '---\nid: x\ntitle: [終わらない\n---\n\n本文\n', 'front.md')

    def test_front_matter_without_end(self):
        self.left_out('open.md', '---\nid: x\ntitle: y\n\n本文\n')

    def test_json_error_names_the_line(self):
        self.left_out('broken.jsonl', '{"id":"a","title":"t","body":"b"\n', 'broken.jsonl:1')

    def test_json_of_another_shape(self):
        self.left_out('list.jsonl', '[1,2,3]\n', 'list.jsonl:1')

    def test_case_without_text(self):
        self.left_out('empty.jsonl', '{"id":"a","title":"","body":" "}\n', 'empty.jsonl:1')

    def test_number_facet_without_number(self):
        self.left_out('year.jsonl', '{"id":"a","title":"t","body":"b","発生年":"1x2"}\n', '1x2')

    def test_unreadable_yaml_key(self):
        self.left_out('tab.md', '---\nid: x\n\ttitle: y\n---\n\n本文\n')

    def test_two_cases_with_one_id_name_both_places(self):
        self.write_cases('dup/a.jsonl', {'id': 'same', 'title': '一', 'body': '一。'})
        self.write_cases('dup/b.jsonl', {'id': 'x', 'title': '零', 'body': '零。'},
                         {'id': 'same', 'title': '二', 'body': '二。'})
        self.refused(os.path.join(self.dir, 'dup'), 'same', 'a.jsonl', 'b.jsonl')

    def test_unknown_ending(self):
        self.refused(self.write('x.docx', b'PK'), 'x.docx')

    def test_empty_folder(self):
        folder = os.path.join(self.dir, 'void')
        os.mkdir(folder)
        self.refused(folder, '.jsonl')

    def test_unknown_command_and_option(self):
        self.assert_error(self.indexer('biuld', 'x'), 'biuld')
        self.assert_error(self.indexer('build', '--no-such-option', 'x'), 'no-such-option')

    def test_build_without_a_source(self):
        self.assert_error(self.indexer('build', '-i', self.index))
        self.assert_old_index_serves()

    def test_an_index_folder_that_cannot_be_made(self):
        blocked = self.write('file', 'x')
        result = self.indexer('build', '-i', os.path.join(blocked, 'index'), os.path.join(self.dir, 'old'))
        self.assert_error(result, 'file')


class BadQuery(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        source = os.path.join(cls.class_dir, 'a.jsonl')
        with open(source, 'w', encoding='utf-8') as file:
            file.write(json.dumps({**GOOD, '業種': '製造業', '発生年': 2015}, ensure_ascii=False) + '\n')
        cls.shared_index = os.path.join(cls.class_dir, 'index')
        result = cls.indexer('build', '-i', cls.shared_index, source)
        assert result.status == 0, result

    def setUp(self):
        super().setUp()
        self.index = self.shared_index

    def refused(self, *arguments, words=()):
        self.assert_error(self.search(*arguments), *words)

    def test_no_index(self):
        result = self.search('x', index=os.path.join(self.dir, 'none'))
        self.assert_error(result, os.path.join(self.dir, 'none'), 'jirei-index build')

    def test_a_folder_that_is_no_index(self):
        os.mkdir(os.path.join(self.dir, 'none'))
        self.assert_error(self.search('x', index=os.path.join(self.dir, 'none')), 'none')

    def test_unknown_facet_names_the_known_ones(self):
        self.refused('-f', '業界=製造業', words=('業界', '業種'))

    def test_unknown_value_names_the_nearest(self):
        self.refused('-f', '業種=製造', words=('製造業',))

    def test_known_value_of_no_case_is_no_error(self):
        self.assertEqual(self.search('-f', '所在地=沖縄県').status, 1)

    def test_filter_without_value(self):
        self.refused('-f', '業種', words=('業種',))

    def test_year_that_is_none(self):
        self.refused('-f', '発生年=来年', words=('来年',))

    def test_unknown_format_names_the_formats(self):
        self.refused('--format', 'xml', 'x', words=('xml', 'json', 'trec'))

    def test_unknown_option(self):
        self.refused('--no-such-option', 'x', words=('no-such-option',))

    def test_numbers_out_of_range(self):
        self.refused('--limit', '-1', 'x', words=('limit',))
        self.refused('--limit', '十', 'x', words=('limit',))
        self.refused('--page', '0', 'x', words=('page',))

    def test_unknown_case(self):
        self.refused('--show', 'nobody', words=('nobody',))
        self.refused('--similar', 'nobody', words=('nobody',))

    def test_missing_batch_file(self):
        self.refused('--batch', os.path.join(self.dir, 'queries'), words=('queries',))

    def test_query_of_invalid_utf8(self):
        result = self.execute([self.search_program(), '-i', self.index, b'\xff\xfe'])
        self.assertIn(result.status, (1, 2), result)

    @staticmethod
    def search_program():
        from harness import SEARCH
        return SEARCH


class OtherIndex(CliTest):
    """An index made by another version or with other dictionaries is refused, with the way out."""

    def setUp(self):
        super().setUp()
        self.build(self.write_cases('good.jsonl', GOOD))
        self.manifest = os.path.join(self.index, 'current', 'manifest.json')

    def change_manifest(self, change):
        with open(self.manifest, encoding='utf-8') as file:
            text = file.read()
        manifest = json.loads(text)
        change(manifest)
        os.chmod(self.manifest, 0o600)
        with open(self.manifest, 'w', encoding='utf-8') as file:
            json.dump(manifest, file, ensure_ascii=False)

    def test_another_version(self):
        def change(manifest):
            key = next(k for k in ('schema', 'schema_version', 'version') if k in manifest)
            manifest[key] = 999
        self.change_manifest(change)
        self.assert_error(self.search('x'), 'jirei-index ')

    def test_another_dictionary(self):
        def change(manifest):
            key = next(k for k in ('analyzer', 'analyzer_fingerprint') if k in manifest)
            manifest[key] = 'another'
        self.change_manifest(change)
        self.assert_error(self.search('x'), 'jirei-index ')

    def test_damaged_manifest(self):
        os.chmod(self.manifest, 0o600)
        with open(self.manifest, 'w', encoding='utf-8') as file:
            file.write('{"broken')
        self.assert_error(self.search('x'))

    def test_truncated_store(self):
        store = os.path.join(self.index, 'current', 'cases.bin')
        os.chmod(store, 0o600)
        os.truncate(store, os.path.getsize(store) // 2)
        self.assert_error(self.search('x'))

    def test_rebuilding_mends_it(self):
        self.test_truncated_store()
        self.build(os.path.join(self.dir, 'good.jsonl'))
        self.assertEqual(self.ids(), ['good'])


if __name__ == '__main__':
    main()
