import { failpoint } from '../failpoint';
import type { TopologyParts, TopologyTools } from '../open-topology';
import { nodesWith, NodeRole } from '../../plan';
import type { PeerState, Situation } from '../situation';
import { failOver, parseWish, type FailoverParts } from './failover-order';
import { takeFence, takeNews } from './news-order';
import { ReplicationMover } from './replication-mover';
import { rolePeriodMs } from './role-period';
import { RoleWatch } from './role-watch';

export function openReplication(tools: TopologyTools): TopologyParts {
  const { config: { node, platform: { kind } }, deployment: { plan }, platform, peers, links, memory, log } = tools;
  const validMs = plan.settings.fenceAfterSeconds * 1000;
  const watch = new RoleWatch({
    store: platform, peers, validMs, log,
    others: nodesWith(plan.nodes, NodeRole.DATA).map(({ name }) => name).filter((name) => name !== node),
    periodMs: rolePeriodMs(kind, validMs),
  });
  let latest: Situation | undefined;
  let busy = false;
  const news = { watch, peers, node, redis: links.redis.get(node)! };
  const local = { fence: () => takeFence(news), role: (word: string) => takeNews(news, word) };
  const parts: FailoverParts = {
    tools, watch, local, self: () => latest && { ...selfOf(latest, memory.get()), role: watch.role() },
  };
  return {
    authority: watch,
    mover: new ReplicationMover(tools, watch),
    role: () => watch.role(),
    act: (situation, desired) => {
      latest = situation;
      if (desired.claimRole && !busy) {
        busy = true;
        void claimFirst(tools, watch).finally(() => { busy = false; });
      }
      if (desired.nameRole && !busy) {
        busy = true;
        void nameByRecord(desired.nameRole, tools, watch).finally(() => { busy = false; });
      }
    },
    commands: {
      ...local,
      failover: async (word) => {
        if (busy) {
          return { ok: false, detail: 'another change of the primary is under way here' };
        }
        busy = true;
        try {
          return await failOver(parts, parseWish(word));
        } finally {
          busy = false;
        }
      },
    },
  };
}

async function claimFirst({ config: { node }, log }: TopologyTools, watch: RoleWatch): Promise<void> {
  failpoint('role:before');
  try {
    const stands = await watch.claim({ primary: node, epoch: 1, changedAt: new Date().toISOString(), by: `formed by ${node}` });
    log('role-claimed', { ...stands });
  } catch (failure) {
    log('role-unclaimed', { error: failure instanceof Error ? failure.message : String(failure) });
  }
  failpoint('role:after');
}

/** Every agent of the region does so, and one wins with what all would say: the one that is named may be dead by now. */
async function nameByRecord(
  { primary, epoch }: { primary: string; epoch: number }, { config: { node }, log }: TopologyTools, watch: RoleWatch,
): Promise<void> {
  try {
    const stands = (await watch.read())?.epoch ?? 0;
    if (Math.max(stands, watch.role()?.marker.epoch ?? 0) < epoch) {
      const marker = await watch.claim({ primary, epoch, changedAt: new Date().toISOString(), by: `region record, by ${node}` }, stands);
      log('role-claimed', { ...marker });
    }
  } catch (failure) {
    log('role-unclaimed', { error: failure instanceof Error ? failure.message : String(failure) });
  }
}

function selfOf({ redis, died, view, storage }: Situation, memory: PeerState['memory']): PeerState {
  return { memory, redis, died, storage: storage?.trouble, viewEpoch: view.majority?.epoch, sentinelEpoch: 0, phase: '' };
}
