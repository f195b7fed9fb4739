#include "workloads/encode_x264/h264_decoder.h"

#include <wels/codec_api.h>

#include <memory>
#include <vector>

#include "workloads/encode_x264/stream_check.h"
#include "workloads/failure.h"

namespace crossfade::workloads::h264 {
namespace {

struct DecoderCloser {
  void operator()(ISVCDecoder* decoder) const {
    decoder->Uninitialize();
    WelsDestroyDecoder(decoder);
  }
};
using Decoder = std::unique_ptr<ISVCDecoder, DecoderCloser>;

Decoder open_decoder() {
  ISVCDecoder* made = nullptr;
  if (WelsCreateDecoder(&made) != 0 || made == nullptr) {
    throw Failure{CF_FAILED, "OpenH264 failed", "WelsCreateDecoder", "it does not say why", {}};
  }
  Decoder decoder(made);
  int silent = WELS_LOG_QUIET;
  decoder->SetOption(DECODER_OPTION_TRACE_LEVEL, &silent);
  SDecodingParam chosen{};
  chosen.uiTargetDqLayer = 0xff;  // all that there are
  chosen.eEcActiveIdc = ERROR_CON_DISABLE;
  chosen.sVideoProperty.size = sizeof chosen.sVideoProperty;
  chosen.sVideoProperty.eVideoBsType = VIDEO_BITSTREAM_AVC;
  if (const long result = decoder->Initialize(&chosen); result != 0) {
    throw Failure{
        CF_FAILED, "OpenH264 failed", "ISVCDecoder::Initialize", "error " + std::to_string(result), {}};
  }
  return decoder;
}

}  // namespace

std::string decoder_version() {
  OpenH264Version version{};
  WelsGetCodecVersionEx(&version);
  return std::to_string(version.uMajor) + "." + std::to_string(version.uMinor) + "." +
         std::to_string(version.uRevision);
}

void decode(std::span<const std::uint8_t> stream, const std::function<void(const DecodedPicture&)>& picture) {
  const Decoder decoder = open_decoder();
  std::array<unsigned char*, 3> planes{};
  SBufferInfo info{};
  const auto take = [&](DECODING_STATE state, const char* call) {
    if (state == dsOutOfMemory) {
      throw Failure{CF_FAILED, "OpenH264 failed", call, "out of memory", {}};
    }
    if (state != dsErrorFree) {
      throw wrong("the bitstream cannot be decoded", std::string(call) + ": state " + std::to_string(state));
    }
    if (info.iBufferStatus == 1) {
      const SSysMEMBuffer& shown = info.UsrData.sSystemBuffer;
      picture({.size = {static_cast<std::uint32_t>(shown.iWidth), static_cast<std::uint32_t>(shown.iHeight)},
               .planes = {planes[0], planes[1], planes[2]},
               .luma_stride = shown.iStride[0],
               .chroma_stride = shown.iStride[1]});
    }
    info = {};
  };
  // A picture at a time, as one call gives out one at most; a unit is a picture or parameters.
  constexpr std::array<std::uint8_t, 4> start_code{0, 0, 0, 1};
  std::vector<std::uint8_t> fed;
  for (const auto unit : nal_units(stream)) {
    fed.assign(start_code.begin(), start_code.end());
    fed.insert(fed.end(), unit.begin(), unit.end());
    take(decoder->DecodeFrameNoDelay(fed.data(), static_cast<int>(fed.size()), planes.data(), &info),
         "DecodeFrameNoDelay");
  }
  int ended = 1;
  decoder->SetOption(DECODER_OPTION_END_OF_STREAM, &ended);
  int held = 0;
  decoder->GetOption(DECODER_OPTION_NUM_OF_FRAMES_REMAINING_IN_BUFFER, &held);
  for (; held > 0; --held) {
    take(decoder->FlushFrame(planes.data(), &info), "FlushFrame");
  }
}

}  // namespace crossfade::workloads::h264
