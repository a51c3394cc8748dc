"""What a query means beyond its letters: words of a sentence, related words, a user's own terms."""
import json
import os
import unittest

from harness import CliTest, main


def case(number, text, **facets):
    return {'id': f'c{number}', 'title': f'事例その{number}', 'body': text, **facets}


class Meaning(CliTest):
    def make(self, cases, *options):
        lines = '\n'.join(json.dumps(c, ensure_ascii=False) for c in cases) + '\n'
        result = self.indexer('build', '-i', self.index, *options, self.write('cases.jsonl', lines))
        self.assertEqual(result.status, 0, result)

    def ids(self, *query):
        return [h['id'] for h in self.answer(*query)['hits']]

    def parts(self, query, wanted):
        """Names of the parts of the score of one case."""
        for hit in self.answer('--explain', query)['hits']:
            if hit['id'] == wanted:
                return {part['part'] for part in hit['explanation']}
        return set()


class Sentences(Meaning):
    FILLER = [case(n, '工場で製品を検査し、出荷の記録を台帳に残した。') for n in range(10, 30)]

    def test_a_phrase_inside_a_sentence_finds_its_synonyms(self):
        self.make(self.FILLER + [
            case(1, '標的型攻撃メールを装う文面を見分ける練習をした。'),
            case(2, '工場のルールを決めて掲示した。'),
            case(3, '不審な人を見たら声をかける。')])
        # 不審なメール is known to the table as a whole only.
        self.assertTrue({'related', 'synonym'} & self.parts('不審なメールを開かないためのルール', 'c1'))

    def test_a_word_of_a_sentence_finds_synonyms_of_several_tokens(self):
        self.make(self.FILLER + [
            case(1, '荷物から車上荒らしにあったと連絡が来た。'), case(2, '工場のルールを決めて掲示した。')])
        self.assertIn('c1', self.ids('盗難のときのルールはどうするか'))

    def test_a_noun_made_of_a_verb_counts_as_the_verb(self):
        self.make(self.FILLER + [
            case(1, '機器の貸し出しは台帳で管理する。'), case(2, '機器の検査は台帳で管理する。')])
        self.assertEqual(self.ids('機器を貸し出すときは')[0], 'c1')

    def test_verbs_of_a_sentence_rank_but_do_not_decide(self):
        self.make(self.FILLER + [
            case(1, '倉庫の鍵をなくした。'), case(2, '倉庫の鍵をすばやく直した。'), case(3, '倉庫の床を洗う。')])
        answer = self.answer('倉庫の鍵をすばやく直すには')
        self.assertEqual([(h['id'], h['match']) for h in answer['hits'][:2]],
                         [('c2', 'all'), ('c1', 'all')])
        self.assertEqual(answer['total'], 2)
        # But those that name what is done: compound verbs, and verbs that have a noun.
        self.assertEqual(self.answer('倉庫の鍵を使い回したのは')['total'], 0)
        # Who asks for every word, or excludes, means each of them.
        for query in (['--all', '倉庫の鍵をすばやく直すには'], ['鍵 AND 倉庫の鍵をすばやく直すには']):
            self.assertEqual([h['id'] for h in self.answer(*query)['hits'] if h['match'] == 'all'], ['c2'])
        excluded = self.answer('倉庫 NOT 倉庫の鍵をすばやく直すには')
        self.assertEqual({h['id'] for h in excluded['hits']}, {'c1', 'c3'})
        # Typed as words, each of them is asked for.
        self.assertEqual(self.answer('倉庫 鍵 直す')['total'], 1)

    def test_compounds_are_near_each_other_in_any_spelling(self):
        apart = '対策ソフトは倉庫の台帳に記した。' + '工場で製品を検査し、出荷の記録を残した。' * 8 + '棚卸しの仕組みは導入していない。'
        near = '棚卸しの仕組みは台帳に記した。' + '工場で製品を検査し、出荷の記録を残した。' * 8 + '対策ソフトは倉庫に導入していない。'
        self.make(self.FILLER + [case(1, apart), case(2, near)])
        self.assertEqual(self.ids('対策ソフト 未導入')[:2], ['c2', 'c1'])

    def test_related_words_are_near_as_well(self):
        filler = '工場で製品を検査し、出荷の記録を残した。' * 8
        apart = '盗難があった。' + filler + '倉庫を掃除した。' + filler + '車上荒らしがあった。'
        near = '盗難があった。' + filler + '車上荒らしがあった。倉庫を掃除した。' + filler
        self.make(self.FILLER + [case(1, apart), case(2, near)])
        self.assertEqual(self.ids('倉庫 盗難')[:2], ['c2', 'c1'])

    def test_the_wording_of_a_question_tells_paragraphs_apart(self):
        self.make(self.FILLER + [
            case(1, '台帳の鍵を工場で直し、記録を倉庫に置いた。'), case(2, '工場の鍵を直し、台帳の記録は倉庫に置いた。')])
        self.assertEqual(self.ids('工場の鍵を直し、記録を残したのは')[0], 'c2')
        self.assertIn('wording', self.parts('工場の鍵を直し、記録を残したのは', 'c2'))

    def test_a_word_of_one_character_counts_as_a_word(self):
        self.make(self.FILLER + [case(1, '倉庫の床を直した。'), case(2, '倉庫の鍵を直した。'), case(3, '倉庫を直した。')])
        self.assertEqual(self.ids('倉庫の鍵を直したのは')[0], 'c2')

    def test_loan_words_joined_are_words_joined(self):
        self.make(self.FILLER + [
            case(1, 'メールフィルタリングを試した。'), case(2, 'メールのフィルタリングを試した。'),
            case(3, '倉庫のメールを読んだ。')])
        answer = self.answer('メールフィルタリング')
        self.assertEqual([(h['id'], h['match']) for h in answer['hits']],
                         [('c1', 'all'), ('c2', 'all'), ('c3', 'some')])
        # Kana that fall apart by chance are not.
        self.assertEqual(self.answer('めーるふぃるたりんぐ')['partial'], 0)

    def test_related_words_lift_but_do_not_match(self):
        self.make(self.FILLER + [case(1, '盗難があった。'), case(2, '盗難があった。施錠と監視カメラで備える。')])
        answer = self.answer('盗難')
        self.assertEqual(answer['total'], 2)
        nothing = self.answer('--all', '車上荒らし 監視')
        self.assertEqual(nothing['total'], 0)


class OwnTerms(Meaning):
    CASES = [case(1, '量子鍵配送の装置を試した。'), case(2, 'QKDの装置を試した。'),
             case(3, '秘匿回線の装置を試した。'), case(4, 'ふつうの装置を試した。')]
    TERMS = '量子鍵配送\tりょうしかぎはいそう\tQKD | 秘匿回線\n'

    def test_synonyms_of_a_users_list_find_each_other(self):
        self.make(self.CASES, '--user-dict', self.write('terms.tsv', self.TERMS))
        self.assertEqual(set(self.ids('QKD')), {'c1', 'c2'})
        self.assertEqual(set(self.ids('量子鍵配送')), {'c1', 'c2'})
        self.assertEqual(set(self.ids('--no-synonyms', '量子鍵配送')), {'c1'})

    def test_they_survive_an_update_and_a_change_of_the_facet_table(self):
        self.make(self.CASES, '--user-dict', self.write('terms.tsv', self.TERMS))
        os.remove(os.path.join(self.dir, 'terms.tsv'))
        more = self.write('more.jsonl', json.dumps(case(5, 'QKDを入れた。'), ensure_ascii=False) + '\n')
        self.assertEqual(self.indexer('add', '-i', self.index, more).status, 0)
        self.assertEqual(set(self.ids('量子鍵配送')), {'c1', 'c2', 'c5'})

    def test_a_list_of_synonyms_of_known_words_alone_works(self):
        self.make(self.CASES, '--user-dict', self.write('terms.tsv', '装置\t\tガジェット\n'))
        self.assertEqual(len(self.ids('ガジェット')), 4)

    def test_the_config_file_may_name_the_list(self):
        terms = self.write('terms.tsv', self.TERMS)
        self.write('config/jirei/config.toml', f'user-dict = "{terms}"\n')
        home = {'XDG_CONFIG_HOME': os.path.join(self.dir, 'config')}
        cases = self.write_cases('cases.jsonl', *self.CASES)
        self.assertEqual(self.indexer('build', '-i', self.index, cases, **home).status, 0)
        result = self.search('--format', 'ids', '量子鍵配送', **home)
        self.assertEqual(set(result.lines()), {'c1', 'c2'}, result)

    def test_a_mistake_names_file_and_line(self):
        result = self.indexer('build', '-i', self.index, '--user-dict',
                              self.write('terms.tsv', '量子鍵配送\n装置\t\t|\n'),
                              self.write('cases.jsonl', json.dumps(self.CASES[0]) + '\n'))
        self.assertEqual(result.status, 2, result)
        self.assertIn('terms.tsv:2', result.err)


if __name__ == '__main__':
    main()
