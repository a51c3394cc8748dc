"""jirei-search from the outside: formats, exit status, pipes, colours, locales, the query language."""
import csv
import html.parser
import io
import json
import os
import re
import subprocess

from harness import SEARCH, Shipped, environment, main, patience, texts


class Search(Shipped):
    def having(self, *words):
        """Ids of the cases whose text holds every word literally."""
        return {i for i, r in self.records.items() if all(any(w in t for t in texts(r)) for w in words)}


class Formats(Search):
    def test_text_shows_title_facets_and_fragments(self):
        result = self.search('ランサムウェア バックアップ', status=0)
        best = self.answer('ランサムウェア バックアップ')['hits'][0]
        flat = re.sub(r'\s', '', result.out)
        self.assertIn(re.sub(r'\s', '', best['title']), flat)
        self.assertIn('業種', result.out)
        self.assertIn('ランサムウェア', result.out)

    def test_json_keeps_the_contract(self):
        answer = self.answer('ランサムウェア バックアップ')
        self.assertEqual(answer['version'], 1)
        self.assertEqual(answer['query'], 'ランサムウェア バックアップ')
        for key in ('total', 'partial', 'took_ms', 'hits', 'facets_of', 'facets', 'suggestion', 'warnings'):
            self.assertIn(key, answer)
        for rank, hit in enumerate(answer['hits'], 1):
            self.assertEqual(hit['rank'], rank)
            self.assertIn(hit['match'], ('all', 'some'))
            record = self.records[hit['id']]
            self.assertEqual(hit['title'], record['title'])
            self.assertEqual(hit['facets'], {k: v for k, v in record['facets'].items()} |
                             {k: v for k, v in hit['facets'].items() if k not in record['facets']})
            for snippet in hit['snippets']:
                section = [s['text'] for s in record['sections'] if s['heading'] == snippet['section']]
                self.assertTrue(any(snippet['text'] in text for text in section), snippet)
                for begin, end in snippet['highlights']:
                    self.assertTrue(0 <= begin < end <= len(snippet['text']), snippet)
        scores = [h['score'] for h in answer['hits'] if h['match'] == 'all']
        self.assertEqual(scores, sorted(scores, reverse=True))

    def test_every_word_cases_come_first(self):
        answer = self.answer('--limit', 100, 'ランサムウェア バックアップ')
        kinds = [hit['match'] for hit in answer['hits']]
        self.assertEqual(kinds, sorted(kinds))
        self.assertEqual(kinds.count('all'), answer['total'])
        self.assertEqual(kinds.count('some'), answer['partial'])
        self.assertLessEqual(self.having('ランサムウェア', 'バックアップ'),
                             {h['id'] for h in answer['hits'] if h['match'] == 'all'})

    def test_ndjson_is_a_json_value_a_line(self):
        result = self.search('--format', 'ndjson', 'バックアップ', status=0)
        for line in result.lines():
            json.loads(line)

    def test_csv_is_a_table(self):
        result = self.search('--format', 'csv', '--limit', 5, 'バックアップ', status=0)
        rows = list(csv.reader(io.StringIO(result.out.lstrip('\ufeff'))))
        self.assertGreaterEqual(len(rows), 2)
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})

    def test_html_is_one_self_contained_page(self):
        result = self.search('--format', 'html', '<script>alert(1)</script> バックアップ')
        self.assertIn(result.status, (0, 1))
        self.assertIn('<html', result.out.lower())
        self.assertNotIn('<script>alert(1)', result.out)
        self.assertIsNone(re.search(r'(src|href)="https?:', result.out))
        html.parser.HTMLParser().feed(result.out)

    def test_ids_are_the_hits_of_json(self):
        answer = self.answer('--limit', 20, '教育')
        self.assertEqual(self.search('--format', 'ids', '--limit', 20, '教育').lines(),
                         [h['id'] for h in answer['hits']])

    def test_trec_of_a_batch(self):
        queries = self.write('q.tsv', 'q1\tランサムウェア\nq2\t紛失\nq3\tありえない語句ですよ\n')
        result = self.search('--batch', queries, '--format', 'trec')
        self.assertIn(result.status, (0, 1), result)
        seen = {}
        for line in result.lines():
            qid, q0, case, rank, score, tag = line.split()
            self.assertEqual((q0, tag), ('Q0', 'jirei'))
            self.assertIn(case, self.records)
            seen.setdefault(qid, []).append((int(rank), float(score)))
        self.assertLessEqual({'q1', 'q2'}, set(seen))
        for rows in seen.values():
            self.assertEqual([r for r, _ in rows], list(range(1, len(rows) + 1)))
            self.assertEqual([s for _, s in rows], sorted((s for _, s in rows), reverse=True))

    def test_batch_as_json_is_an_answer_a_line(self):
        queries = self.write('q.tsv', 'q1\tランサムウェア\nq2\tバックアップ\n')
        result = self.search('--batch', queries, '--format', 'json', '--stats')
        rows = [json.loads(line) for line in result.lines()]
        self.assertEqual([row['query'] for row in rows], ['ランサムウェア', 'バックアップ'])
        self.assertIn('p99', result.err.lower())

    def test_pages_are_slices_of_the_whole(self):
        whole = self.ids('教育')
        pages = []
        for page in range(1, 20):
            lines = self.search('--format', 'ids', '--limit', 7, '--page', page, '教育').lines()
            if not lines:
                break
            pages += lines
        self.assertEqual(pages, whole)

    def test_show_prints_the_whole_case(self):
        result = self.search('--show', 'jirei-004', status=0)
        flat = re.sub(r'\s', '', result.out)
        for text in texts(self.records['jirei-004']):
            for line in text.split('\n'):
                self.assertIn(re.sub(r'\s', '', line), flat)

    def test_similar_names_other_cases(self):
        found = self.search('--similar', 'jirei-004', '--format', 'ids', status=0).lines()
        self.assertNotIn('jirei-004', found)
        self.assertTrue(found)

    def test_complete_offers_words_of_the_collection(self):
        result = self.search('--complete', 'ランサ', status=0)
        self.assertIn('ランサムウェア', result.out)

    def test_analyze_shows_the_tokens(self):
        result = self.search('--analyze', 'ＵＳＢ メモリを紛失した', status=0)
        self.assertIn('紛失', result.out)

    def test_explain_adds_up(self):
        result = self.search('--explain', '--limit', 2, 'ランサムウェア', status=0)
        self.assertIn('ランサムウェア', result.out)


class Manners(Search):
    def test_exit_status(self):
        self.search('バックアップ', status=0)
        self.search('--exact', 'どこにもないはずの文字列', status=1)
        self.search('--no-such-option', status=2)
        empty = self.search('--format', 'json', '--exact', 'どこにもないはずの文字列', status=1)
        self.assertEqual(empty.json()['total'], 0)

    def test_help_and_version(self):
        for option in ('--help', '--version'):
            result = self.search(option, status=0)
            self.assertTrue(result.out and not result.err, result)
            result = self.indexer(option)
            self.assertEqual(result.status, 0, result)

    def test_no_query_shows_all_cases(self):
        answer = self.answer()
        self.assertEqual(answer['total'], 68)
        self.assertEqual(len(self.ids()), 68)

    def test_a_reader_that_leaves_early_is_no_error(self):
        command = f"'{SEARCH}' -i '{self.index}' --limit 68 --format json | head -c 10 >/dev/null; echo ${{PIPESTATUS[0]}}"
        process = subprocess.run(['bash', '-c', command], capture_output=True,
                                 env=environment(self.class_dir), timeout=patience(60))
        self.assertIn(process.stdout.decode().strip(), ('0', '141'))
        self.assertEqual(process.stderr, b'')

    def test_colours_only_where_they_belong(self):
        self.assertNotIn('\x1b', self.search('バックアップ').out)
        self.assertIn('\x1b', self.search('--color', 'always', 'バックアップ').out)
        self.assertNotIn('\x1b', self.search('--color', 'never', 'バックアップ').out)

    def terminal(self, *arguments, **env):
        """Output of jirei-search on a pseudo-terminal."""
        master, slave = self.open_terminal()
        process = subprocess.Popen([SEARCH, '-i', self.index, *arguments], stdin=subprocess.DEVNULL,
                                   stdout=slave, stderr=slave,
                                   env=environment(self.class_dir, TERM='xterm-256color', PAGER='cat') | env)
        os.close(slave)
        out = b''
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:
                break
            if not piece:
                break
            out += piece
        os.close(master)
        self.assertEqual(process.wait(60), 0, out)
        return out.decode('utf-8', 'replace')

    def test_terminal_gets_colours_unless_it_says_no(self):
        self.assertIn('\x1b[', self.terminal('バックアップ'))
        self.assertNotIn('\x1b[', self.terminal('バックアップ', NO_COLOR='1'))
        self.assertNotIn('\x1b[', self.terminal('バックアップ', TERM='dumb'))

    def test_messages_follow_the_locale_and_output_does_not(self):
        english = self.search('-f', '業界=x', LC_ALL='C')
        japanese = self.search('-f', '業界=x', LC_ALL='ja_JP.UTF-8')
        self.assertRegex(japanese.err, r'[ぁ-ん]')
        self.assertRegex(english.err, r'(?i)\b(no|not|unknown)\b')
        strip = lambda r: re.sub(r'"took_ms":[0-9.e+-]+', '', r.out)
        answers = [strip(self.search('--format', 'json', 'バックアップ', LC_ALL=locale))
                   for locale in ('C', 'C.UTF-8', 'ja_JP.UTF-8', 'tr_TR.UTF-8')]
        self.assertEqual(len(set(answers)), 1)

    def test_results_alone_stand_on_standard_output(self):
        result = self.search('--format', 'json', '"閉じない', 'バックアップ')
        json.loads(result.out)


class QueryLanguage(Search):
    def total(self, *arguments):
        return self.answer(*arguments)['total']

    def all_ids(self, *arguments):
        return set(self.ids('--all', *arguments))

    def test_width_case_and_spaces_do_not_matter(self):
        expected, every = set(self.ids('USBメモリ')), self.all_ids('USBメモリ')
        self.assertLessEqual(self.having('USBメモリ'), every)
        for query in ('ＵＳＢ　メモリ', 'usb メモリ', 'ＵＳＢメモリ', 'usbメモリ'):
            self.assertEqual((set(self.ids(query)), self.all_ids(query)), (expected, every), query)

    def test_words_are_found_wherever_they_stand(self):
        for word in ('バックアップ', 'ファイアウォール', 'フィルタ', 'セキュリティ', '教育', '漏えい', 'ウイルス'):
            self.assertLessEqual(self.having(word), self.all_ids(word), word)

    def test_and_or_not(self):
        both, either = self.all_ids('ウイルス AND 教育'), self.all_ids('ウイルス OR 教育')
        virus, education = self.all_ids('ウイルス'), self.all_ids('教育')
        self.assertEqual(both, virus & education)
        self.assertEqual(either, virus | education)
        self.assertEqual(self.all_ids('ウイルス NOT 教育'), virus - education)

    def test_a_leading_minus_excludes(self):
        virus, education = self.all_ids('ウイルス'), self.all_ids('教育')
        self.assertEqual(self.all_ids('ウイルス', '-教育'), virus - education)
        self.assertEqual(self.all_ids('ウイルス', '－教育'), virus - education)
        self.assertEqual(self.all_ids('ウイルス -教育'), virus - education)
        self.assertEqual(self.all_ids('-教育'), set(self.records) - education)

    def test_parentheses_and_full_width_operators(self):
        wide = self.all_ids('（ウイルス　ＯＲ　紛失）　教育')
        self.assertEqual(wide, (self.all_ids('ウイルス') | self.all_ids('紛失')) & self.all_ids('教育'))

    def test_phrases(self):
        self.assertEqual(self.all_ids('"取引先の信頼"'), self.having('取引先の信頼'))
        self.assertEqual(self.all_ids('「取引先の信頼」'), self.having('取引先の信頼'))

    def test_prefix(self):
        self.assertLessEqual(self.having('バックアップ'), self.all_ids('バック*'))

    def test_fields(self):
        titles = {i for i, r in self.records.items() if 'メーカー' in r['title']}
        self.assertEqual(self.all_ids('--no-synonyms', '題名:メーカー') & titles, titles)
        self.assertEqual(self.all_ids('title:メーカー'), self.all_ids('題名:メーカー'))
        years = {i for i, r in self.records.items() if 2013 <= r['facets'].get('発生年', [0])[0] <= 2016}
        self.assertEqual(self.all_ids('発生年:2013..2016'), years)

    def test_unknown_field_is_text(self):
        answer = self.answer('備考:あれこれ:これ ウイルス')
        self.assertTrue(answer['hits'])

    def test_hostile_queries_are_answered(self):
        for query in ('(', ')', '"', '「', 'AND', 'OR', 'NOT', '-', '--', '*', '~', ':', '((((', 'a AND', '"" ""',
                      'NOT NOT', '１' * 300, 'あ' * 2000, '\u200b', '\u202e逆', '👩‍👩‍👧', '%s%n', '\\', '\t', '　'):
            result = self.search('--format', 'json', '--', query)
            self.assertIn(result.status, (0, 1), (query, result))
            result.json()

    def test_synonyms_can_be_switched_off(self):
        self.assertLessEqual(self.all_ids('--no-synonyms', 'パソコン'), self.all_ids('パソコン'))

    def test_single_kanji(self):
        for kanji in '鍵紙金':
            if self.having(kanji):
                self.assertEqual(self.all_ids('--no-synonyms', kanji) & self.having(kanji), self.having(kanji), kanji)

    def test_a_slip_is_corrected_and_said_so(self):
        answer = self.answer('バクアップ')
        self.assertTrue(answer['hits'])
        self.assertTrue(answer['suggestion'])
        self.assertIn('バックアップ', json.dumps(answer['suggestion'], ensure_ascii=False))

    def test_a_word_that_matches_is_never_rewritten(self):
        for word in ('バックアップ', '紛失', '鍵'):
            suggestion = self.answer(word)['suggestion']
            self.assertFalse(suggestion and suggestion.get('kind') == 'corrected', word)

    def test_kana_and_romaji_meet_readings(self):
        expected = self.having('漏えい')
        for query in ('ろうえい', 'ロウエイ', 'rouei'):
            self.assertTrue(set(self.ids('--any', query)) & expected, query)

    def test_sorting(self):
        ids = self.search('--format', 'ids', '--limit', 100, '--sort', 'id', '教育').lines()
        self.assertEqual(ids, sorted(ids))
        back = self.search('--format', 'ids', '--limit', 100, '--sort', '-id', '教育').lines()
        self.assertEqual(sorted(back), sorted(ids))
        years = [self.records[i]['facets'].get('発生年', [None])[0]
                 for i in self.search('--format', 'ids', '--limit', 100, '--sort', '発生年', '--all', '教育').lines()]
        known = [y for y in years if y is not None]
        self.assertEqual(known, sorted(known))


if __name__ == '__main__':
    main()
