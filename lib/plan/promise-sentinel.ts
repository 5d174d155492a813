import type { Settings, Topology } from '../model';
import type { PlanPromise } from './deployment-plan';
import { MEASURED } from './measured';
import { fenceSeconds, loadSeconds, lossBounds, powerLossSeconds, seconds } from './promise-parts';

/** What settings can keep with Sentinels. */
export function promiseOfSentinel(settings: Settings, { replicas }: Topology): PlanPromise {
  const rediscovery = MEASURED.discovery + MEASURED.clientReconnect;
  const noticedDeath = settings.downAfterSeconds + MEASURED.electionAfterDeath + rediscovery;
  const askedFor = MEASURED.crashSeen + MEASURED.crashQuiet + MEASURED.crashPromotion + rediscovery;
  const processDeath = Math.min(noticedDeath, askedFor);
  const hang = settings.downAfterSeconds + MEASURED.electionAfterHang + rediscovery;
  // A process that is back just before down-after was never called down. Sentinels see its new run id
  // with the first INFO that is due after that, and wait master-reboot-down-after-period from then on.
  const quickRestart = Math.max(settings.infoPeriodSeconds, settings.downAfterSeconds)
    + settings.rebootDownAfterSeconds
    + MEASURED.electionAfterHang + rediscovery;
  // At worst the pause is used up before the new primary is known.
  const handover = Math.max(MEASURED.handover, settings.handoverPauseSeconds + rediscovery);
  const worst = Math.max(noticedDeath, hang, quickRestart, handover);
  const { lag, cutOff } = lossBounds(settings, replicas, fenceSeconds(settings));
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
      loadSeconds: seconds(loadSeconds(settings)),
    },
    rpo: {
      processDeathSeconds: seconds(lag),
      partitionSeconds: seconds(cutOff),
      handoverSeconds: 0,
      powerLossSeconds: powerLossSeconds(settings),
      worstSeconds: seconds(Math.max(lag, cutOff)),
    },
    dualPrimarySeconds: seconds(Math.max(0, cutOff - settings.downAfterSeconds)),
  };
}
