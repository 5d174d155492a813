import { AppendFsync, type Settings } from '../model';
import type { PlanPromise } from './deployment-plan';
import { MEASURED } from './measured';

function seconds(value: number): number {
  return Math.ceil(value * 1000 - 1e-6) / 1000;
}

/** What settings can keep, from measured parts. Never optimistic: each part is an upper bound. */
export function promiseOf(settings: Settings): PlanPromise {
  const rediscovery = MEASURED.discovery + MEASURED.clientReconnect;
  const processDeath = settings.downAfterSeconds + MEASURED.electionAfterDeath + rediscovery;
  const hang = settings.downAfterSeconds + MEASURED.electionAfterHang + rediscovery;
  // A process that is back before down-after answers pings; Sentinels see the new run id
  // with the next INFO and wait master-reboot-down-after-period from then on.
  const quickRestart = settings.infoPeriodSeconds
    + Math.max(settings.rebootDownAfterSeconds, settings.downAfterSeconds)
    + MEASURED.electionAfterHang + rediscovery;
  const worst = Math.max(processDeath, hang, quickRestart, MEASURED.handover);
  const maxLag = settings.minReplicasToWrite > 0
    ? settings.minReplicasMaxLagSeconds + MEASURED.replicaAckPeriod
    : Number.POSITIVE_INFINITY;
  const fence = settings.fenceAfterSeconds + 2;
  const partition = Math.min(maxLag, fence);
  // A replica that Sentinel may promote was linked until the death; what it had not yet received is
  // bounded by the lag at which the primary stops acknowledging, or, without that check, by the two
  // acknowledgement periods a link may be silent before it is worth nothing.
  const processLoss = Number.isFinite(maxLag) ? maxLag : 2 * MEASURED.replicaAckPeriod;
  return {
    rto: {
      processDeathSeconds: seconds(processDeath),
      hangSeconds: seconds(hang),
      quickRestartSeconds: seconds(quickRestart),
      handoverSeconds: seconds(MEASURED.handover),
      worstSeconds: seconds(worst),
      secondAttemptSeconds: seconds(worst + 2 * settings.failoverTimeoutSeconds + MEASURED.retryDesync),
      totalOutageSeconds: seconds(settings.startGraceSeconds + MEASURED.evidence + rediscovery),
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
