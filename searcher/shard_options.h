// How shards on other machines are asked.
#pragma once

namespace jirei {

struct ShardOptions {
  bool partial = false;  ///< answer without the shards that cannot be reached
  double timeout = 10;   ///< seconds to wait for a connection, and for each reply
};

}  // namespace jirei
