// Clustered share: the 95 % interval of a share that was counted in clusters whose members move together (the
// rows of one pair of recordings). Wilson's interval for as many independent trials as the clusters are
// worth: n / design effect, where the design effect is the variance between clusters over that of independent
// trials and at least 1, and n is made smaller for the variance being known from few clusters (Korn and
// Graubard, Survey Methodology 24, 1998; Wilson's form: Dean and Pagano, Journal of Survey Statistics and
// Methodology 3, 2015). Not for clusters that depend on each other.
#pragma once

#include <span>

#include "analysis/statistics/interval.h"

namespace crossfade::statistics {

struct ClusterCount {
  double count = 0, of = 0;
};

struct ClusteredShare {
  double share = 0;             ///< of all members together
  double design_effect = 1;     ///< 1: members of a cluster are as if independent
  double effective_trials = 0;  ///< what the interval rests on
  Interval interval;
};

/// Clusters without members are none; there is one with members. Where all or none of the members count
/// nothing is known of how they move together: each cluster is then one trial. So is all of one cluster.
ClusteredShare clustered_share(std::span<const ClusterCount> clusters);

}  // namespace crossfade::statistics
