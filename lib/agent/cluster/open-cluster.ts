import type { TopologyParts, TopologyTools } from '../open-topology';
import { ClusterAuthority } from './cluster-authority';
import { ClusterMover } from './cluster-mover';
import { CrashReplacer } from './crash-replacer';
import { clusterPlaces } from './places';

export function openCluster({ config, deployment: { plan, bindings }, peers, links, memory, log }: TopologyTools): TopologyParts {
  const replacer = new CrashReplacer(links, memory, log);
  const places = clusterPlaces(plan, bindings);
  return {
    authority: new ClusterAuthority(config.node, places, (now) => peers.states(now), () => memory.get()),
    mover: new ClusterMover(config.node, plan.settings, links, log, config.pod?.revision),
    act: (situation, desired) => replacer.act(situation, desired),
  };
}
