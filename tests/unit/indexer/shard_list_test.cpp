// Which case lies in which shard, and where shards are.
#include "indexer/shard_list.h"

#include <gtest/gtest.h>
#include <xxhash.h>

#include <string>
#include <vector>

#include "dict/error.h"

namespace jirei {
namespace {

TEST(ShardOf, IsTheHashOfTheIdAndNothingElse) {
  // Part of the format: another hash would look for cases in the wrong shards.
  EXPECT_EQ(XXH3_64bits("jirei-001", 9) % 4, shard_of("jirei-001", 4));
  EXPECT_EQ(shard_of("jirei-001", 1), 0U);
  EXPECT_EQ(shard_of("jirei-001", 0), 0U);
}

TEST(ShardOf, DealsEvenly) {
  std::vector<int> dealt(8, 0);
  for (int i = 0; i < 8000; ++i) ++dealt[shard_of("case-" + std::to_string(i), 8)];
  for (const int count : dealt) {
    EXPECT_GT(count, 850);
    EXPECT_LT(count, 1150);
  }
}

TEST(ShardPlaces, AreFoldersServersAndPrograms) {
  const ShardPlace folder = parse_shard_place("shard-1/", "/data/cases");
  EXPECT_EQ(folder.kind, ShardPlace::Kind::local);
  EXPECT_EQ(folder.path, "/data/cases/shard-1");
  EXPECT_EQ(parse_shard_place("/elsewhere/x", "/data").path, "/elsewhere/x");

  const ShardPlace tcp = parse_shard_place("tcp://db.example:7001", ".");
  EXPECT_EQ(tcp.kind, ShardPlace::Kind::tcp);
  EXPECT_EQ(tcp.host, "db.example");
  EXPECT_EQ(tcp.port, 7001);
  EXPECT_EQ(parse_shard_place("tcp://[::1]:80/", ".").host, "::1");

  const ShardPlace ssh = parse_shard_place("ssh://me@far:2222/srv/cases", ".");
  EXPECT_EQ(ssh.kind, ShardPlace::Kind::program);
  EXPECT_EQ(ssh.program, "ssh");
  EXPECT_EQ(ssh.arguments,
            "-T -o BatchMode=yes -p 2222 me@far xapian-progsrv /srv/cases/current/xapian");

  const ShardPlace program = parse_shard_place("prog:run it now", ".");
  EXPECT_EQ(program.program, "run");
  EXPECT_EQ(program.arguments, "it now");
  EXPECT_EQ(program.name, "prog:run it now");
}

TEST(ShardPlaces, ThatLeadAstrayAreRefused) {
  for (const char* bad :
       {"", "tcp://host", "tcp://:80", "tcp://host:0", "tcp://host:65536", "tcp://host:7x",
        "ssh://host", "ssh:///folder", "ssh://-oProxyCommand=x/folder", "ssh://host/a b",
        "ssh://host/a;rm", "ssh://host/$(x)", "ssh://host:x/folder",
        "prog:", "prog: ", "http://host:80"}) {
    try {
      parse_shard_place(bad, ".");
      ADD_FAILURE() << "taken: " << bad;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_input) << bad;
      EXPECT_NE(error.message().ja.find(bad), std::string::npos) << bad;
    }
  }
}

}  // namespace
}  // namespace jirei
