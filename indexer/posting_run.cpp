#include "indexer/posting_run.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "indexer/bytes.h"

namespace jirei {
namespace {

constexpr std::size_t kWriteBytes = std::size_t{1} << 18U;
constexpr std::size_t kReadBytes = std::size_t{1} << 16U;

FileDescriptor open_run(const std::string& path, int flags) {
  FileDescriptor fd(::open(path.c_str(), flags | O_CLOEXEC, 0600));
  if (!fd) throw_io("開けません", "cannot open", path);
  return fd;
}

}  // namespace

void RunEntry::begin(std::string_view new_key) {
  key.assign(new_key);
  documents = total = 0;
  items.clear();
}

std::string* RunEntry::next(std::uint32_t docid) {
  if (documents++ == 0) {
    first = docid;
  } else {
    append_varint(&items, docid - last - 1);
  }
  last = docid;
  return &items;
}

void RunEntry::append(const RunEntry& later) {
  if (documents == 0) {
    first = later.first;
  } else {
    append_varint(&items, later.first - last - 1);
  }
  items.append(later.items);
  documents += later.documents;
  total += later.total;
  last = later.last;
}

RunWriter::RunWriter(const std::string& path)
    : path_(path), fd_(open_run(path, O_WRONLY | O_CREAT | O_TRUNC)) {}

void RunWriter::add(const RunEntry& entry) {
  append_sized(&buffer_, entry.key);
  append_varint(&buffer_, entry.documents);
  append_varint(&buffer_, entry.total);
  append_varint(&buffer_, entry.first);
  append_varint(&buffer_, entry.last);
  append_sized(&buffer_, entry.items);
  if (buffer_.size() >= kWriteBytes) finish();
}

void RunWriter::finish() {
  for (std::string_view left = buffer_; !left.empty();) {
    const ssize_t done = ::write(fd_.get(), left.data(), left.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) throw_io("書き込めません", "cannot write", path_);
    left.remove_prefix(static_cast<std::size_t>(done));
  }
  buffer_.clear();
}

RunReader::RunReader(const std::string& path) : path_(path), buffer_(kReadBytes) {}

/// Whether there are so many bytes to read. Moves what is left to the front of the buffer.
bool RunReader::fill(std::size_t wanted) {
  if (end_ - begin_ >= wanted) return true;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  const FileDescriptor file = open_run(path_, O_RDONLY);
  while (end_ < wanted) {
    const ssize_t got = ::pread(file.get(), buffer_.data() + end_, buffer_.size() - end_,
                                static_cast<off_t>(read_));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_io("読めません", "cannot read", path_);
    if (got == 0) return false;
    end_ += static_cast<std::size_t>(got);
    read_ += static_cast<std::uint64_t>(got);
  }
  return true;
}

std::uint64_t RunReader::varint() {
  constexpr std::size_t kLongest = 10;
  fill(kLongest);
  ByteReader reader({buffer_.data() + begin_, end_ - begin_});
  const std::uint64_t value = reader.varint();
  begin_ += reader.position();
  return value;
}

void RunReader::take(std::string* out) {
  auto left = static_cast<std::size_t>(varint());
  out->clear();
  while (left > 0) {
    if (!fill(1)) throw_damaged_store("a run is cut off");
    const std::size_t piece = std::min(left, end_ - begin_);
    out->append(buffer_.data() + begin_, piece);
    begin_ += piece;
    left -= piece;
  }
}

bool RunReader::next(RunEntry* entry) {
  if (!fill(1)) return false;
  take(&entry->key);
  entry->documents = varint();
  entry->total = varint();
  entry->first = static_cast<std::uint32_t>(varint());
  entry->last = static_cast<std::uint32_t>(varint());
  take(&entry->items);
  return true;
}

bool RunMerger::later(const std::unique_ptr<Source>& a, const std::unique_ptr<Source>& b) {
  const int order = a->entry.key.compare(b->entry.key);
  return order != 0 ? order > 0 : a->number > b->number;
}

RunMerger::RunMerger(const std::vector<std::string>& paths) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    auto source = std::make_unique<Source>(Source{RunReader(paths[i]), i, {}});
    if (source->reader.next(&source->entry)) heap_.push_back(std::move(source));
  }
  std::make_heap(heap_.begin(), heap_.end(), later);
}

bool RunMerger::next(RunEntry* entry) {
  if (heap_.empty()) return false;
  entry->begin(heap_.front()->entry.key);
  while (!heap_.empty() && heap_.front()->entry.key == entry->key) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    Source& source = *heap_.back();
    entry->append(source.entry);
    if (source.reader.next(&source.entry)) {
      std::push_heap(heap_.begin(), heap_.end(), later);
    } else {
      heap_.pop_back();
    }
  }
  return true;
}

std::vector<std::string> merge_runs(std::vector<std::string> runs, std::size_t fan_in) {
  for (int round = 0; runs.size() > fan_in; ++round) {
    std::vector<std::string> merged;
    for (std::size_t i = 0; i < runs.size(); i += fan_in) {
      const std::size_t end = std::min(runs.size(), i + fan_in);
      const std::vector<std::string> group(runs.begin() + static_cast<std::ptrdiff_t>(i),
                                           runs.begin() + static_cast<std::ptrdiff_t>(end));
      merged.push_back(group.front() + "." + std::to_string(round));
      RunMerger merger(group);
      RunWriter writer(merged.back());
      for (RunEntry entry; merger.next(&entry);) writer.add(entry);
      writer.finish();
      for (const std::string& path : group) remove_tree(path);
    }
    runs = std::move(merged);
  }
  return runs;
}

}  // namespace jirei
