import type { Settings, Topology } from '../model';
import type { PlanPromise } from './deployment-plan';
import { MEASURED } from './measured';
import { fenceSeconds, loadSeconds, lossBounds, powerLossSeconds, seconds } from './promise-parts';

/**
 * Node timeouts from the last sign of life until a majority calls a node failing: a ping goes out within half of one, its
 * silence counts after one more, and the news travels with pings that are at most half of one apart (cluster.c, clusterCron).
 * With 1, 2, 5 and 15 s the whole failover took at most 2.51, 4.53, 8.87 and 19.8 s.
 */
export const TIMEOUTS_UNTIL_FAIL = 2;

/** A primary counts the others it cannot reach a timeout after a ping that went out half of one late, and some beats later. */
const TIMEOUTS_UNTIL_STOP = 1.5;
const STOP_BEATS = 0.5;

/** What settings can keep on the slots of one shard. */
export function promiseOfCluster(settings: Settings, { replicas }: Topology): PlanPromise {
  return replicas === 0 ? withoutReplicas(settings) : withReplicas(settings, replicas);
}

function withReplicas(settings: Settings, replicas: number): PlanPromise {
  const { nodeTimeoutSeconds } = settings;
  const noticed = TIMEOUTS_UNTIL_FAIL * nodeTimeoutSeconds + MEASURED.clusterElection + MEASURED.clientReconnect;
  const askedFor = MEASURED.crashSeen + MEASURED.crashQuiet + MEASURED.clusterForced + MEASURED.clientReconnect;
  // Its agent asks for a failover all the same; if nobody can, a primary that is back waits before it takes writes.
  const quickRestart = askedFor + MEASURED.clusterWritableDelay;
  const worst = Math.max(noticed, quickRestart, MEASURED.clusterHandover);
  // Two stop a primary in a minority: the engine, and the fence of rule R7.
  const stops = Math.min(fenceSeconds(settings), TIMEOUTS_UNTIL_STOP * nodeTimeoutSeconds + STOP_BEATS);
  const { lag, cutOff } = lossBounds(settings, replicas, stops);
  // A vote that was lost is called for again after twice its own limit, which is two node timeouts, at least 2 s.
  const nextVote = 2 * Math.max(2 * nodeTimeoutSeconds, 2);
  return {
    rto: {
      processDeathSeconds: seconds(Math.min(noticed, askedFor)),
      hangSeconds: seconds(noticed),
      quickRestartSeconds: seconds(quickRestart),
      handoverSeconds: seconds(MEASURED.clusterHandover),
      worstSeconds: seconds(worst),
      secondAttemptSeconds: seconds(worst + nextVote),
      // A replica that restarted does not stand for election by itself, so its agent has it ask, with the evidence of all.
      totalOutageSeconds: seconds(settings.startGraceSeconds + MEASURED.evidence + nextVote + MEASURED.clientReconnect),
      loadSeconds: seconds(loadSeconds(settings)),
    },
    rpo: {
      processDeathSeconds: seconds(lag),
      partitionSeconds: seconds(cutOff),
      handoverSeconds: 0,
      powerLossSeconds: powerLossSeconds(settings),
      worstSeconds: seconds(Math.max(lag, cutOff)),
    },
    // The other side elects a node timeout after the cut at the earliest.
    dualPrimarySeconds: seconds(Math.max(0, cutOff - nodeTimeoutSeconds)),
  };
}

/** Nobody takes over: the node itself comes back with its data, or its slots are gone. */
function withoutReplicas(settings: Settings): PlanPromise {
  const load = loadSeconds(settings);
  const restart = settings.restartDelaySeconds + load + MEASURED.clusterWritableDelay
    + MEASURED.agentTick + MEASURED.clientReconnect;
  const hang = settings.nodeTimeoutSeconds + MEASURED.agentTick + restart;
  const loss = powerLossSeconds(settings);
  return {
    rto: {
      processDeathSeconds: seconds(restart),
      hangSeconds: seconds(hang),
      quickRestartSeconds: seconds(restart),
      handoverSeconds: seconds(restart),
      worstSeconds: seconds(hang),
      secondAttemptSeconds: seconds(hang + restart),
      totalOutageSeconds: seconds(restart),
      loadSeconds: seconds(load),
    },
    rpo: { processDeathSeconds: loss, partitionSeconds: 0, handoverSeconds: 0, powerLossSeconds: loss, worstSeconds: loss },
    dualPrimarySeconds: 0,
  };
}
