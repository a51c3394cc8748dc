"""jirei-index from the outside: build, add, update, remove, cat, convert, info, check."""
import json
import os
import shutil
import unittest

from harness import DATA, CliTest, main


def case(number, text='本文です。', **more):
    return {'id': f'c-{number}', 'title': f'題名{number}', 'body': text, **more}


MARKDOWN = """---
id: md-1
title: 受付システムの停止と手書きの一日
所在地: 秋田県
業種: 医療，福祉
発生年: 2019
ケース: [システム停止, 誤操作]
---

## 発生した事故と影響

予約の画面が朝から開かず、受付は紙の台帳に戻った。

## 事故の要因

- 更新の手順を一人しか知らなかった。
- 予備の端末がなかった。
"""


class Build(CliTest):
    def test_shipped_cases_are_all_indexed(self):
        self.build(DATA)
        info = self.indexer('info', '-i', self.index, '--format', 'json').json()
        self.assertEqual(info['cases'], 68, info)
        self.assertEqual(len(self.ids()), 68)

    def test_every_format_gives_the_same_case(self):
        markdown = self.write('a/case.md', MARKDOWN)
        record = self.cat(markdown)[0]
        self.assertEqual(record['id'], 'md-1')
        self.assertEqual(record['facets']['地方'], ['東北'])
        self.assertEqual(record['facets']['発生年'], [2019])
        self.assertEqual(record['facets']['ケース'], ['システム停止', '誤操作'])
        self.assertEqual([s['heading'] for s in record['sections']], ['発生した事故と影響', '事故の要因'])
        again = self.write_cases('b/case.jsonl', record)
        del record['source']
        second = self.cat(again)[0]
        del second['source']
        self.assertEqual(second, record)

    def test_standard_input_is_a_source(self):
        lines = json.dumps(case(1, 'りんごの話。'), ensure_ascii=False) + '\n'
        result = self.indexer('build', '-i', self.index, '-', stdin=lines.encode())
        self.assertEqual(result.status, 0, result)
        self.assertEqual(self.ids('りんご'), ['c-1'])

    def test_byte_order_mark_and_crlf_change_nothing(self):
        plain = self.write('p/case.md', MARKDOWN)
        other = self.write('q/case.md', b'\xef\xbb\xbf' + MARKDOWN.replace('\n', '\r\n').encode())
        first, second = self.cat(plain)[0], self.cat(other)[0]
        del first['source'], second['source']
        self.assertEqual(first, second)

    def test_csv_from_a_japanese_spreadsheet(self):
        rows = 'id,title,body,業種,ケース\r\nx-1,"紛失、盗難","鞄を忘れた。\r\n翌朝に気づく。",製造業,紛失\r\n'
        for name, data in (('utf8.csv', rows.encode()), ('bom.csv', b'\xef\xbb\xbf' + rows.encode()),
                           ('sjis.csv', rows.encode('cp932'))):
            record = self.cat(self.write(name, data))[0]
            self.assertEqual(record['title'], '紛失、盗難', name)
            self.assertEqual(record['facets']['業種'], ['製造業'], name)
            self.assertIn('翌朝に気づく。', record['sections'][0]['text'], name)

    def test_ids_may_be_numbers(self):
        source = self.write('n.jsonl', '{"id": 7, "title": "数", "body": "番号の話。"}\n')
        self.build(source)
        self.assertEqual(self.ids('番号'), ['7'])

    def test_build_replaces_add_extends(self):
        first, second = self.write_cases('1.jsonl', case(1), case(2)), self.write_cases('2.jsonl', case(3))
        self.build(first)
        self.build(second)
        self.assertEqual(self.ids(), ['c-3'])
        result = self.indexer('add', '-i', self.index, first)
        self.assertEqual(result.status, 0, result)
        self.assertEqual(sorted(self.ids()), ['c-1', 'c-2', 'c-3'])

    def test_add_replaces_a_case_with_the_same_id(self):
        self.build(self.write_cases('1.jsonl', case(1, '古い内容。'), case(2)))
        result = self.indexer('add', '-i', self.index, self.write_cases('2.jsonl', case(1, '新しい内容。')))
        self.assertEqual(result.status, 0, result)
        self.assertEqual(self.ids('--exact', '古い内容'), [])
        self.assertEqual(self.ids('--exact', '新しい内容'), ['c-1'])

    def test_update_follows_the_sources(self):
        names = [self.write_cases(f's/{n}.jsonl', case(n)) for n in range(1, 9)]
        self.build(os.path.join(self.dir, 's'))
        self.write_cases('s/2.jsonl', case(2, '書き直した。'))
        self.write_cases('s/9.jsonl', case(9))
        os.remove(names[0])
        result = self.indexer('update', '-i', self.index)
        self.assertEqual(result.status, 0, result)
        self.assertEqual(sorted(self.ids()), [f'c-{n}' for n in range(2, 10)])
        self.assertEqual(self.ids('--exact', '書き直した'), ['c-2'])

    def test_update_asks_before_losing_more_than_a_fifth(self):
        for n in range(1, 9):
            self.write_cases(f's/{n}.jsonl', case(n))
        self.build(os.path.join(self.dir, 's'))
        for n in (1, 2, 3):
            os.remove(os.path.join(self.dir, f's/{n}.jsonl'))
        refused = self.indexer('update', '-i', self.index, stdin=b'')
        self.assert_error(refused, '--yes')
        self.assertEqual(len(self.ids()), 8)
        accepted = self.indexer('update', '-i', self.index, '--yes')
        self.assertEqual(accepted.status, 0, accepted)
        self.assertEqual(len(self.ids()), 5)

    def test_update_keeps_the_cases_of_a_source_that_is_gone(self):
        source = self.write_cases('s/1.jsonl', case(1), case(2))
        self.build(os.path.join(self.dir, 's'))
        shutil.rmtree(os.path.dirname(source))
        self.assert_error(self.indexer('update', '-i', self.index, '--yes'))
        self.assertEqual(len(self.ids()), 2)

    def test_removed_cases_stay_out_until_they_are_added_by_name(self):
        source = self.write_cases('s/1.jsonl', *(case(n) for n in range(1, 9)))
        self.build(source)
        result = self.indexer('remove', '-i', self.index, 'c-3')
        self.assertEqual(result.status, 0, result)
        self.assertNotIn('c-3', self.ids())
        self.indexer('update', '-i', self.index)
        self.assertNotIn('c-3', self.ids())

    def test_remove_of_an_unknown_id_is_an_error(self):
        self.build(self.write_cases('1.jsonl', case(1)))
        self.assert_error(self.indexer('remove', '-i', self.index, 'nobody'), 'nobody')

    def test_purge_leaves_no_byte(self):
        self.build(self.write_cases('1.jsonl', case(1, '秘密の合言葉は龍宮城。'), *(case(n) for n in range(2, 9))))
        result = self.indexer('remove', '-i', self.index, '--purge', 'c-1')
        self.assertEqual(result.status, 0, result)
        for folder, _, names in os.walk(self.index):
            for name in names:
                with open(os.path.join(folder, name), 'rb') as file:
                    self.assertFalse('龍宮'.encode() in file.read(), os.path.join(folder, name))

    def test_converted_cases_are_the_same_cases(self):
        source = os.path.join(DATA, 'cases')
        before = self.cat(source)
        folder, lines = os.path.join(self.dir, 'md'), os.path.join(self.dir, 'all.jsonl')
        for form, target in (('markdown', folder), ('jsonl', lines)):
            result = self.indexer('convert', source, '--to', form, '-o', target)
            self.assertEqual(result.status, 0, result)
            after = self.cat(target)
            for record in (*before, *after):
                record.pop('source', None)
            key = lambda r: r['id']
            self.assertEqual(sorted(after, key=key), sorted(before, key=key), form)

    def test_check_finds_nothing_in_a_sound_index(self):
        self.build(os.path.join(DATA, 'cases'))
        result = self.indexer('check', '-i', self.index)
        self.assertEqual(result.status, 0, result)

    def test_check_notices_damage(self):
        self.build(os.path.join(DATA, 'cases'))
        store = os.path.join(self.index, 'current', 'cases.bin')
        size = os.path.getsize(store)
        os.chmod(store, 0o600)
        with open(store, 'r+b') as file:
            file.seek(size // 2)
            byte = file.read(1)
            file.seek(size // 2)
            file.write(bytes([byte[0] ^ 0xff]))
        self.assert_error(self.indexer('check', '-i', self.index))

    def test_index_folder_is_private(self):
        self.build(self.write_cases('1.jsonl', case(1)))
        self.assertEqual(os.stat(self.index).st_mode & 0o077, 0)

    def test_programs_run_from_any_folder(self):
        self.build(self.write_cases('1.jsonl', case(1, 'みかんの話。')), cwd='/')
        self.assertEqual(self.ids('みかん', cwd='/'), ['c-1'])

    def test_index_may_be_named_by_the_environment_or_be_the_standard_one(self):
        source = self.write_cases('1.jsonl', case(1, 'ぶどうの話。'))
        result = self.indexer('build', source, JIREI_INDEX=self.index)
        self.assertEqual(result.status, 0, result)
        self.assertEqual(self.searcher('--format', 'ids', 'ぶどう', JIREI_INDEX=self.index).lines(), ['c-1'])
        result = self.indexer('build', source, XDG_DATA_HOME=os.path.join(self.dir, 'xdg'))
        self.assertEqual(result.status, 0, result)
        self.assertTrue(os.path.isdir(os.path.join(self.dir, 'xdg/jirei/index')))


if __name__ == '__main__':
    main()
