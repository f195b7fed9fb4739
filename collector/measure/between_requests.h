// Between requests: what a worker does after a request and before it takes the next: nothing, or reading its
// own counters and looking at its core's clock when their time has come. The loops call it with the clock
// reading that they have in hand, and go on with what it returns.
#pragma once

#include <cstdint>

#include "collector/counters/counter_sampler.h"
#include "collector/measure/load_clock.h"

namespace crossfade::collector {

struct NothingBetween {
  std::int64_t operator()(std::int64_t now_ns) const { return now_ns; }
};

/// The clock is read again after a sample: what it took is of no request's service time. A request that fell
/// due meanwhile waited for it, as it would for anything that a worker does.
template <class Clock>
struct SampleBetween {
  CounterSampler& sampler;
  Clock& clock;
  std::int64_t operator()(std::int64_t now_ns) {
    if (!sampler.is_due(now_ns)) return now_ns;
    sampler.take(now_ns);
    return clock.now_ns();
  }
};

/// The same of a closed loop, in which nobody waits for the worker meanwhile.
template <class Clock>
struct SampleAndLookBetween {
  SampleBetween<Clock> sample;
  LoadClock& load_clock;
  std::int64_t operator()(std::int64_t now_ns) {
    const std::int64_t then_ns = sample(now_ns);
    return load_clock.is_due(then_ns) ? load_clock.look(then_ns) : then_ns;
  }
};

}  // namespace crossfade::collector
