#include "indexer/case_codec.h"

#include "dict/error.h"
#include "indexer/signature.h"

namespace jirei {
namespace {

constexpr std::uint32_t kStep = 32;  ///< entries between two checkpoints

struct Checkpoint {
  std::uint32_t reached;
  std::uint32_t position;
};

/// Collects a stream of entries with its checkpoints.
class StreamEncoder {
 public:
  /// To be called before every entry with the folded offset reached so far.
  std::string* entry(std::uint32_t reached) {
    if (count_++ % kStep == 0) {
      append_fixed(&checkpoints_, reached);
      append_fixed(&checkpoints_, static_cast<std::uint32_t>(stream_.size()));
    }
    return &stream_;
  }

  std::string finish() const {
    std::string out;
    append_varint(&out, count_);
    return out.append(checkpoints_).append(stream_);
  }

 private:
  std::uint32_t count_ = 0;
  std::string checkpoints_;
  std::string stream_;
};

std::string encode_sentences(const std::vector<std::uint32_t>& ends) {
  StreamEncoder encoder;
  std::uint32_t reached = 0;
  for (const std::uint32_t end : ends) {
    append_varint(encoder.entry(reached), end - reached);
    reached = end;
  }
  return encoder.finish();
}

std::string encode_edits(std::string_view source, const OffsetMap& map) {
  StreamEncoder encoder;
  std::uint32_t reached = 0;
  for (const OffsetMap::Span& span : map.spans()) {
    std::string* out = encoder.entry(reached);
    append_varint(out, span.target.begin - reached);
    append_varint(out, span.target.size());
    append_sized(out, source.substr(span.source.begin, span.source.size()));
    reached = span.target.end;
  }
  return encoder.finish();
}

struct StreamStart {
  std::string_view stream;
  std::uint32_t left = 0;
  std::uint32_t reached = 0;
};

/// Finds the last checkpoint whose state is before the offset: entries without width (deletions)
/// may stand at the offset itself, before and behind a checkpoint.
StreamStart start_at(std::string_view encoded, std::uint32_t folded_offset) {
  ByteReader reader(encoded);
  const std::uint32_t count = reader.varint32();
  if (count == 0) return {};
  const std::uint64_t checkpoint_count = (std::uint64_t{count} + kStep - 1) / kStep;
  const std::string_view table = reader.take(checkpoint_count * sizeof(Checkpoint));
  const auto checkpoint = [table](std::uint64_t index) {
    Checkpoint out;
    std::memcpy(&out, table.data() + index * sizeof(Checkpoint), sizeof(Checkpoint));
    return out;
  };
  std::uint64_t low = 0;
  std::uint64_t high = checkpoint_count;
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (checkpoint(middle).reached < folded_offset ? low : high) = middle;
  }
  const Checkpoint found = checkpoint(low);
  const std::string_view stream = reader.rest();
  if (found.position > stream.size()) throw_damaged_store("a checkpoint points outside");
  return {stream.substr(found.position), count - static_cast<std::uint32_t>(low * kStep),
          found.reached};
}

void append_field_bytes(std::string* directory, std::string* data, std::string_view bytes) {
  append_varint(directory, bytes.size());
  data->append(bytes);
}

}  // namespace

void throw_damaged_store(const char* what) {
  throw Error(ErrorCode::index_damaged,
              {std::string("索引の cases.bin が壊れています (") + what + ")",
               std::string("cases.bin of the index is damaged (") + what + ")"},
              {"`jirei-index update --rebuild` で作り直すか、`jirei-index rollback` "
               "で一つ前の世代に戻してください",
               "make it again with `jirei-index update --rebuild`, or go back one generation with "
               "`jirei-index rollback`"});
}

std::string encode_case(const CaseRecord& record, const std::vector<FieldToStore>& fields) {
  std::string directory;
  std::string data;
  for (const FieldToStore& field : fields) {
    append_field_bytes(&directory, &data, field.heading);
    append_field_bytes(&directory, &data, field.folded->text);
    append_field_bytes(&directory, &data, encode_sentences(*field.sentence_ends));
    append_field_bytes(&directory, &data, encode_edits(field.source, field.folded->map));
  }
  std::string out;
  out.reserve(data.size() + directory.size() + record.id.size() + record.source.file.size() + 32);
  append_sized(&out, record.id);
  append_sized(&out, record.source.file);
  append_varint(&out, record.source.line);
  append_varint(&out, record.source.page);
  append_sized(&out, record.source.case_label);
  append_varint(&out, fields.size());
  out.append(directory).append(data);
  std::vector<std::string_view> folded;
  folded.reserve(fields.size());
  for (const FieldToStore& field : fields) folded.push_back(field.folded->text);
  append_signature(&out, folded);
  return out;
}

CaseHead decode_head(std::string_view bytes) {
  ByteReader reader(bytes);
  CaseHead head;
  head.id = reader.sized();
  head.file = reader.sized();
  head.line = reader.varint32();
  head.page = reader.varint32();
  head.label = reader.sized();
  head.field_count = reader.varint32();
  head.directory_and_data = reader.rest();
  return head;
}

EncodedField decode_field(const CaseHead& head, std::size_t index) {
  ByteReader reader(head.directory_and_data);
  std::uint64_t offset = 0;
  std::uint64_t sizes[4] = {};
  for (std::uint32_t i = 0; i < head.field_count; ++i) {
    if (i == index) {
      for (std::uint64_t& size : sizes) size = reader.varint32();
    } else {
      for (int part = 0; part < 4; ++part) {
        const std::uint64_t size = reader.varint32();
        if (i < index) offset += size;
      }
    }
  }
  reader.take(offset);
  EncodedField field;
  field.heading = reader.take(sizes[0]);
  field.folded = reader.take(sizes[1]);
  field.sentences = reader.take(sizes[2]);
  field.edits = reader.take(sizes[3]);
  return field;
}

void decode_folded(const CaseHead& head, std::vector<std::string_view>* folded) {
  folded->clear();
  ByteReader reader(head.directory_and_data);
  // First where each text lies in the data, then, the data's beginning being known, the texts.
  std::uint64_t offset = 0;
  for (std::uint32_t i = 0; i < head.field_count; ++i) {
    offset += reader.varint32();  // the heading
    const std::uint64_t size = reader.varint32();
    const std::string_view all = head.directory_and_data;
    if (offset > all.size() || size > all.size() - offset) {
      throw_damaged_store("a piece is cut off");
    }
    folded->push_back(all.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(size)));
    offset += size;
    for (int part = 0; part < 2; ++part) offset += reader.varint32();
  }
  const std::size_t begin = reader.position();
  for (std::string_view& text : *folded) {
    const auto at = static_cast<std::size_t>(text.data() - head.directory_and_data.data());
    if (text.size() + at > head.directory_and_data.size() - begin) {
      throw_damaged_store("a piece is cut off");
    }
    text = head.directory_and_data.substr(begin + at, text.size());
  }
}

std::string_view decode_signature(const CaseHead& head) {
  if (head.directory_and_data.size() < kSignedBytes) return {};
  ByteReader reader(head.directory_and_data);
  std::uint64_t size = 0;
  for (std::uint64_t i = 0; i < std::uint64_t{head.field_count} * 4; ++i) size += reader.varint32();
  reader.take(size);
  return reader.rest();
}

EditReader::EditReader(std::string_view encoded, std::uint32_t folded_offset)
    : stream_(std::string_view{}) {
  const StreamStart start = start_at(encoded, folded_offset);
  stream_ = ByteReader(start.stream);
  left_ = start.left;
  reached_ = start.reached;
}

bool EditReader::next(Edit* edit) {
  if (left_ == 0) return false;
  --left_;
  const std::uint64_t begin = reached_ + stream_.varint();
  const std::uint64_t end = begin + stream_.varint();
  if (end > UINT32_MAX) throw_damaged_store("an edit lies outside its text");
  edit->folded = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  edit->source = stream_.sized();
  reached_ = edit->folded.end;
  return true;
}

SentenceReader::SentenceReader(std::string_view encoded, std::uint32_t folded_offset)
    : stream_(std::string_view{}) {
  const StreamStart start = start_at(encoded, folded_offset);
  stream_ = ByteReader(start.stream);
  left_ = start.left;
  reached_ = start.reached;
}

void SentenceReader::append_rest(std::vector<std::uint32_t>* ends) {
  // Most sentences take one byte or two: a loop for those, which begins again behind any other.
  while (left_ > 0) {
    const std::string_view bytes = stream_.rest();
    std::size_t at = 0;
    for (; left_ > 0 && at + 2 <= bytes.size(); --left_) {
      const auto low = static_cast<unsigned char>(bytes.data()[at]);
      const auto high = static_cast<unsigned char>(bytes.data()[at + 1]);
      if (low >= 0x80 && high >= 0x80) break;
      const std::uint32_t size = low < 0x80 ? low : (low & 0x7FU) | std::uint32_t{high} << 7U;
      if (size > UINT32_MAX - reached_) break;
      at += low < 0x80 ? 1 : 2;
      ends->push_back(reached_ += size);
    }
    stream_.take(at);
    std::uint32_t end = 0;
    if (next(&end)) ends->push_back(end);
  }
}

bool SentenceReader::next(std::uint32_t* end) {
  if (left_ == 0) return false;
  --left_;
  const std::uint64_t value = reached_ + stream_.varint();
  if (value > UINT32_MAX) throw_damaged_store("a sentence ends outside its text");
  reached_ = static_cast<std::uint32_t>(value);
  *end = reached_;
  return true;
}

}  // namespace jirei
