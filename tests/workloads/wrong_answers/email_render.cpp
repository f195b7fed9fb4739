// email_render: a mail that was changed after it was signed, and one that is signed well and is another.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/email_render.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, EmailRender) {
  Bench bench(kDescription, {}, [](Worker& worker, const cf_request& request, cf_answer& answer) {
    const std::string_view message = worker.builder_.message();
    answer.digest = digest(message.data(), message.size());
    answer.bytes_out = message.size();
    const Recipient& recipient = worker.dataset_.recipient(request);
    answer.bytes_in = Worker::bytes_in(recipient);
    answer.items = static_cast<std::uint32_t>(recipient.rows.size());
  });
  const auto with_another = [](Worker& worker, const cf_request& request, auto&& change) {
    Recipient recipient = worker.dataset_.recipient(request);
    change(recipient);
    worker.builder_.build(recipient);
  };
  const std::string unsigned_mail = "the mail is not signed";
  bench.expect_caught(
      {4, 0, 0, 0},
      {{"a character of the body",
        [](Worker& worker, const cf_request&) {
          std::string& message = worker.builder_.message_;
          message[message.find("\r\n\r\n") + 500] ^= 1;
        },
        unsigned_mail},
       {"a character of the subject",
        [](Worker& worker, const cf_request&) {
          std::string& message = worker.builder_.message_;
          message[message.find("Subject: ") + 12] ^= 1;
        },
        unsigned_mail},
       {"a character of the signature",
        [](Worker& worker, const cf_request&) {
          std::string& message = worker.builder_.message_;
          char& one = message[message.find(" b=") + 20];
          one = one == 'A' ? 'B' : 'A';
        },
        unsigned_mail},
       {"the recipient, in a mail that is signed well",
        [&](Worker& worker, const cf_request& request) {
          with_another(worker, request, [](Recipient& recipient) { recipient.address += ".example"; });
        },
        "the mail is for somebody else"},
       {"the name it greets, in a mail that is signed well",
        [&](Worker& worker, const cf_request& request) {
          with_another(worker, request, [](Recipient& recipient) { recipient.name = "Nobody"; });
        },
        "the mail lacks something"},
       {"a row too many, in a mail that is signed well",
        [&](Worker& worker, const cf_request& request) {
          with_another(worker, request,
                       [](Recipient& recipient) { recipient.rows.push_back(recipient.rows.front()); });
        },
        "the mail has something too often or not often enough"}});
}

}  // namespace
}  // namespace crossfade::workloads
