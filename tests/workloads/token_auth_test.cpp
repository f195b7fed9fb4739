// Judging tokens: published signatures, what the issuer makes, every forgery, limits of time, cookies, and
// that the two ways of judging agree.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "workloads/base64.h"
#include "workloads/token/credential_check.h"
#include "workloads/token/issuer.h"
#include "workloads/token/verifier.h"

namespace crossfade::workloads::token {
namespace {

std::string octets(std::string_view base64url) {
  std::string bytes;
  EXPECT_TRUE(decode_base64url(base64url, bytes));
  return bytes;
}

// RFC 7515, A.1 and A.3 have one payload.
constexpr std::string_view kPayload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

TEST(TokenVectors, Hs256OfRfc7515A1) {
  const std::string key =
      octets("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");
  const std::string code = octets("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
  const std::string input = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + std::string(kPayload);
  Hs256 hs256(as_octets(key));
  EXPECT_TRUE(hs256.verifies(input, code));
  EXPECT_TRUE(hs256.verifies(input, code)) << "the key is kept";
  EXPECT_FALSE(hs256.verifies(input + "x", code));
  EXPECT_FALSE(hs256.verifies(input, code.substr(0, 31)));
  EXPECT_FALSE(hs256.verifies(input, ""));
}

TEST(TokenVectors, Es256OfRfc7515A3) {
  const std::string scalar_bytes = octets("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI");
  P256Key::Scalar scalar;
  std::copy(scalar_bytes.begin(), scalar_bytes.end(), reinterpret_cast<char*>(scalar.data()));
  const P256Key key(scalar);
  const std::string point = '\x04' + octets("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU") +
                            octets("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0");
  EXPECT_THAT(key.public_bytes(), testing::ElementsAreArray(as_octets(point)));
  const std::string input = "eyJhbGciOiJFUzI1NiJ9." + std::string(kPayload);
  const std::string signature =
      octets("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q");
  Es256 es256;
  EXPECT_TRUE(es256.verifies(key.evp(), input, signature));
  EXPECT_TRUE(key.verifies(input, as_octets(signature)));
  EXPECT_FALSE(es256.verifies(key.evp(), input + "x", signature));
  EXPECT_FALSE(es256.verifies(key.evp(), input, signature.substr(1)));
  EXPECT_FALSE(es256.verifies(key.evp(), input, std::string(64, '\0')));
}

class Judging : public testing::Test {
 protected:
  Verdict judge(const std::string& jwt, const std::string& cookie) {
    const Verdict verdict = verifier_.judge(jwt, cookie).verdict;
    EXPECT_EQ(CredentialCheck(keys_).judge({jwt, cookie, {}}).verdict, verdict) << "the two ways differ";
    return verdict;
  }

  /// A token that is right but for what the test changes in its claims.
  std::string token(std::string_view claims, Algorithm algorithm = Algorithm::es256) {
    const KeyId key{algorithm, 1};
    return issuer_.sign(Issuer::signing_input(name_of(algorithm), key.text(), claims), key);
  }
  static std::string claims(std::uint64_t until, std::uint64_t from = 0,
                            std::string_view audience = R"("playback")", std::string_view issuer = kIssuer) {
    return R"({"iss":")" + std::string(issuer) + R"(","sub":"account:1","aud":)" + std::string(audience) +
           R"(,"exp":)" + std::to_string(until) + R"(,"nbf":)" + std::to_string(from) +
           R"(,"scope":["a:read","b:write","c:read"]})";
  }
  std::string cookie(const std::string& subject) {
    std::string text;
    append_base64url(text, as_octets(issuer_.seal("session", subject)));
    return text;
  }

  Random random_{11};
  KeyRing keys_{random_};
  Issuer issuer_{keys_, random_};
  Verifier verifier_{keys_};
};

TEST_F(Judging, WhatTheIssuerMakesIsJudgedAsItShould) {
  std::map<Verdict, int> verdicts;
  int hs256 = 0;
  constexpr int credentials = 2000;
  for (int count = 0; count < credentials; ++count) {
    const Credential credential = issuer_.make();
    EXPECT_EQ(judge(credential.jwt, credential.cookie), credential.expected);
    ++verdicts[credential.expected];
    hs256 +=
        octets(credential.jwt.substr(0, credential.jwt.find('.'))).find("HS256") != std::string::npos ? 1 : 0;
  }
  // Shares of 30, 3, 2 and 3 percent, each within four standard deviations.
  EXPECT_NEAR(hs256, 600, 90);
  EXPECT_NEAR(verdicts[Verdict::expired], 60, 31);
  EXPECT_NEAR(verdicts[Verdict::wrong_audience], 40, 25);
  EXPECT_NEAR(verdicts[Verdict::bad_signature], 60, 31);
  EXPECT_EQ(verdicts.size(), 4u);
}

TEST_F(Judging, EveryForgeryIsRefused) {
  const std::string right = claims(kNow + 100);
  for (const Algorithm algorithm : {Algorithm::es256, Algorithm::hs256}) {
    const KeyId key{algorithm, 2};
    ASSERT_EQ(judge(issuer_.sign(Issuer::signing_input(name_of(algorithm), key.text(), right), key),
                    cookie("account:1")),
              Verdict::accepted);
    for (const Forgery kind :
         {Forgery::altered_claims, Forgery::other_key, Forgery::no_algorithm, Forgery::swapped_algorithm}) {
      EXPECT_EQ(judge(issuer_.forge(kind, key, right, "account:1"), cookie("account:1")),
                Verdict::bad_signature)
          << static_cast<int>(kind);
    }
  }
}

TEST_F(Judging, TheHeaderMustNameTheAlgorithmOfItsKey) {
  const KeyId key{Algorithm::es256, 0};
  for (const std::string_view algorithm : {"HS256", "none", "es256", ""}) {
    const std::string jwt = issuer_.sign(Issuer::signing_input(algorithm, key.text(), claims(kNow + 9)), key);
    EXPECT_EQ(judge(jwt, cookie("account:1")), Verdict::bad_signature) << algorithm;
  }
}

TEST_F(Judging, TheUnsecuredTokenOfRfc7515A5IsRefused) {
  EXPECT_NE(verifier_.judge("eyJhbGciOiJub25lIn0." + std::string(kPayload) + ".", cookie("joe")).verdict,
            Verdict::accepted);
}

TEST_F(Judging, TimesHaveALeeway) {
  const std::string one = cookie("account:1");
  EXPECT_EQ(judge(token(claims(kNow - kLeeway)), one), Verdict::accepted);
  EXPECT_EQ(judge(token(claims(kNow - kLeeway - 1)), one), Verdict::expired);
  EXPECT_EQ(judge(token(claims(kNow + 500, kNow + kLeeway)), one), Verdict::accepted);
  EXPECT_EQ(judge(token(claims(kNow + 500, kNow + kLeeway + 1)), one), Verdict::expired);
}

TEST_F(Judging, AudienceIsOneOrAList) {
  const std::string one = cookie("account:1");
  EXPECT_EQ(judge(token(claims(kNow, 0, R"(["billing","playback"])")), one), Verdict::accepted);
  EXPECT_EQ(judge(token(claims(kNow, 0, R"(["billing","playback2"])")), one), Verdict::wrong_audience);
  EXPECT_EQ(judge(token(claims(kNow, 0, R"("play")")), one), Verdict::wrong_audience);
  EXPECT_EQ(judge(token(claims(kNow, 0, "[]")), one), Verdict::wrong_audience);
  EXPECT_EQ(judge(token(claims(kNow, 0, R"("playback")", "https://other.example")), one),
            Verdict::wrong_issuer);
}

TEST_F(Judging, ACookieServesOneAccount) {
  const std::string right = token(claims(kNow + 10), Algorithm::hs256);
  const Judgement judgement = verifier_.judge(right, cookie("account:1"));
  EXPECT_EQ(judgement.verdict, Verdict::accepted);
  EXPECT_EQ(judgement.session, "session");
  EXPECT_EQ(judgement.subject, "account:1");
  EXPECT_EQ(judgement.scopes, 2u);
  std::string altered = cookie("account:1");
  altered[20] = altered[20] == 'A' ? 'B' : 'A';
  for (const std::string& other : {cookie("account:2"), altered, std::string("AAAA"), std::string()}) {
    EXPECT_EQ(judge(right, other), Verdict::bad_cookie) << other;
  }
}

TEST_F(Judging, NonsenseIsMalformed) {
  const std::string one = cookie("account:1");
  const std::string right = token(claims(kNow + 10));
  for (const std::string& jwt : {std::string(), std::string("."), std::string(".."), std::string("a.b"),
                                 right.substr(0, right.rfind('.')), right + "=", "!" + right, right + ".x"}) {
    EXPECT_EQ(verifier_.judge(jwt, one).verdict, Verdict::malformed) << jwt;
  }
  for (const std::string_view text :
       {"{", "[]", "{\"iss\":1}", "", "{\"iss\":\"a\",\"sub\":\"b\",\"aud\":3}"}) {
    EXPECT_EQ(verifier_.judge(token(text), one).verdict, Verdict::malformed) << text;
  }
  EXPECT_EQ(judge(right, one), Verdict::accepted) << "still works afterwards";
}

TEST_F(Judging, CredentialsAreTheSameForOneSeed) {
  Random random(11);
  const KeyRing keys(random);
  Issuer issuer(keys, random);
  const Credential first = issuer.make();
  const Credential same = issuer_.make();
  EXPECT_EQ(first.jwt, same.jwt);
  EXPECT_EQ(first.cookie, same.cookie);
}

TEST(TokenKeys, OnlyKnownIdentifiersAreFound) {
  EXPECT_TRUE(KeyId::find("edge-ec-0").has_value());
  EXPECT_EQ(KeyId::find("edge-mac-3")->algorithm, Algorithm::hs256);
  for (const std::string_view text :
       {"", "edge-ec-", "edge-ec-4", "edge-ec-00", "edge-mac-/", "edge-mac-a"}) {
    EXPECT_FALSE(KeyId::find(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace crossfade::workloads::token
