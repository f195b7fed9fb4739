// mtls_handshake: what both ends of a connection found, one finding after another.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/mtls_handshake.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, MtlsHandshake) {
  Bench bench(kDescription, {}, [](Worker& worker, const cf_request&, cf_answer& answer) {
    const std::string text = worker.outcome_.text();
    answer.digest = digest(text.data(), text.size());
  });
  const std::string something_else = "the ends agreed on something else";
  for (std::uint32_t class_id = 0; class_id < kClasses.size(); ++class_id) {
    bench.expect_caught(
        {1, 0, class_id, 0},
        {{"the protocol",
          [](Worker& worker, const cf_request&) { worker.outcome_.protocol = TLS1_2_VERSION; },
          something_else},
         {"the cipher", [](Worker& worker, const cf_request&) { worker.outcome_.cipher ^= 1; },
          something_else},
         {"a verdict on a certificate",
          [](Worker& worker, const cf_request&) {
            worker.outcome_.server_verdict = X509_V_ERR_CERT_HAS_EXPIRED;
          },
          something_else},
         {"the identity that the server saw",
          [](Worker& worker, const cf_request&) { worker.outcome_.seen_by_server.back() ^= 1; },
          something_else},
         {"a byte of the echoed message",
          [](Worker& worker, const cf_request&) {
            auto& last = worker.outcome_.echoed.back();
            last = static_cast<std::remove_reference_t<decltype(last)>>(static_cast<unsigned>(last) ^ 1u);
          },
          something_else},
         {"the server's certificate, which is the client's",
          [](Worker& worker, const cf_request&) {
            X509_up_ref(worker.outcome_.of_client.get());
            worker.outcome_.of_server.reset(worker.outcome_.of_client.get());
          },
          "a certificate is not the one that was issued"}});
  }
}

}  // namespace
}  // namespace crossfade::workloads
