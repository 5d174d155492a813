import { nodesWith, NodeRole } from '../../plan';
import type { TopologyParts, TopologyTools } from '../open-topology';
import { Standing } from '../region/standing';
import { crashFailover } from './crash-failover';
import { SentinelMover } from './sentinel-mover';
import { SentinelWatch } from './sentinel-watch';
import { repairOf } from './stray';
import { Strangers } from './strangers';

export function openSentinel({ config, deployment, links, mayWrite, log }: TopologyTools): TopologyParts {
  const { plan, bindings } = deployment;
  const watch = new SentinelWatch(plan, config.node, links.sentinels, links.meantBy, links.nodeAt);
  const at = (host: string): string | undefined => plan.nodes.find(({ name }) => bindings.addresses[name] === host)?.name;
  const strangers = new Strangers(plan, config.node, at);
  let said = '';
  return {
    authority: watch,
    mover: new SentinelMover(config.node, deployment, links, watch, log, config.pod?.revision, mayWrite),
    partner: (now) => watch.partner(now),
    sentinelAnswers: (now) => watch.answers(config.node, now),
    act: (situation, desired) => {
      const { memory } = situation;
      const why = repairOf(situation)?.why ?? '';
      if (why !== said) {
        said = why;
        log('sentinel-stray', { why: why === '' ? 'its Sentinel watches a node of the plan' : why });
      }
      const own = links.sentinels.get(config.node);
      if (own && situation.region?.standing === Standing.ACTIVE) {
        strangers.forget(own, situation.view, situation.now).then(
          (addresses) => { if (addresses.length > 0) log('sentinel-reset', { forgot: addresses.join(', ') }); },
          // It does not answer, and is asked again.
          () => undefined,
        );
      }
      if (desired.crashFailover) {
        void crashFailover({
          master: plan.topology.masterName,
          replicationId: memory?.replicationId ?? '',
          replicas: nodesWith(plan.nodes, NodeRole.DATA).filter(({ name }) => name !== config.node)
            .map(({ name }) => ({ name, host: bindings.addresses[name]!, link: links.redis.get(name)! })),
          sentinels: watch.agreeing(Date.now()).map((name) => ({ name, link: links.sentinels.get(name)! })),
          log,
        });
      }
    },
  };
}
