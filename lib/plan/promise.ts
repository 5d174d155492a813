import { AppendFsync, type Settings } from '../model';
import type { PlanPromise } from './deployment-plan';
import { MEASURED } from './measured';

function seconds(value: number): number {
  // Added to zero, since ceil gives -0 here, which JSON would not give back.
  return Math.ceil(value * 1000 - 1e-6) / 1000 + 0;
}

/** What settings can keep with that many replicas, from measured parts. Never optimistic: each part is an upper bound. */
export function promiseOf(settings: Settings, replicas: number): PlanPromise {
  const rediscovery = MEASURED.discovery + MEASURED.clientReconnect;
  const processDeath = settings.downAfterSeconds + MEASURED.electionAfterDeath + rediscovery;
  const hang = settings.downAfterSeconds + MEASURED.electionAfterHang + rediscovery;
  // A process that is back just before down-after was never called down. Sentinels see its new run id
  // with the first INFO that is due after that, and wait master-reboot-down-after-period from then on.
  const quickRestart = Math.max(settings.infoPeriodSeconds, settings.downAfterSeconds)
    + settings.rebootDownAfterSeconds
    + MEASURED.electionAfterHang + rediscovery;
  // At worst the pause is used up before the new primary is known.
  const handover = Math.max(MEASURED.handover, settings.handoverPauseSeconds + rediscovery);
  const worst = Math.max(processDeath, hang, quickRestart, handover);
  const lag = settings.minReplicasMaxLagSeconds + MEASURED.replicaAckPeriod;
  const fence = settings.fenceAfterSeconds + 2;
  // A network can split so that the primary keeps the replicas min-replicas-to-write asks for while another
  // replica and the Sentinels are on the other side; then only the fence of rule R7 stops it.
  const keepsEnoughReplicas = replicas > settings.minReplicasToWrite;
  const partition = keepsEnoughReplicas ? fence : Math.min(lag, fence);
  // What the promoted replica had not yet received is bounded by the lag at which the primary stops
  // acknowledging, or, without that check, by the lag at which the replica's agent withdraws it.
  const processLoss = lag;
  return {
    rto: {
      processDeathSeconds: seconds(processDeath),
      hangSeconds: seconds(hang),
      quickRestartSeconds: seconds(quickRestart),
      handoverSeconds: seconds(handover),
      worstSeconds: seconds(worst),
      secondAttemptSeconds: seconds(worst + 2 * settings.failoverTimeoutSeconds + MEASURED.retryDesync),
      // An attempt of Sentinel's own may be under way and has to run into its election timeout first.
      totalOutageSeconds: seconds(settings.startGraceSeconds + Math.min(settings.failoverTimeoutSeconds, MEASURED.electionTimeout)
        + MEASURED.evidence + rediscovery),
    },
    rpo: {
      processDeathSeconds: seconds(processLoss),
      partitionSeconds: seconds(partition),
      handoverSeconds: 0,
      powerLossSeconds: settings.appendfsync === AppendFsync.ALWAYS ? 0 : MEASURED.everysecWindow,
      worstSeconds: seconds(Math.max(processLoss, partition)),
    },
    dualPrimarySeconds: seconds(Math.max(0, partition - settings.downAfterSeconds)),
  };
}
