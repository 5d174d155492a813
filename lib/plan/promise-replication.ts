import type { Settings, Topology } from '../model';
import type { PlanPromise } from './deployment-plan';
import { MEASURED } from './measured';
import { fenceSeconds, loadSeconds, lossBounds, powerLossSeconds, seconds } from './promise-parts';

/** What settings can keep where nobody fails over by himself: restart and load, or an order to fail over. */
export function promiseOfReplication(settings: Settings, { replicas, cascaded }: Topology): PlanPromise {
  const load = loadSeconds(settings);
  const fence = fenceSeconds(settings);
  const restart = settings.restartDelaySeconds + load + 2 * MEASURED.agentTick + MEASURED.clientReconnect;
  // Nobody takes over from a primary whose replica hears it; and an old primary that cannot be asked to stop is waited for
  // until it must have stopped by itself.
  const silent = settings.minReplicasMaxLagSeconds + MEASURED.replicaAckPeriod;
  const ordered = silent + fence + MEASURED.commandedFailover + MEASURED.clientReconnect;
  const handover = Math.max(MEASURED.nativeHandover, settings.handoverPauseSeconds + MEASURED.clientReconnect);
  const worst = Math.max(restart, ordered, handover);
  const { lag, cutOff } = lossBounds(settings, replicas - cascaded, fence);
  const loss = Math.max(lag, powerLossSeconds(settings));
  return {
    rto: {
      processDeathSeconds: seconds(restart),
      hangSeconds: seconds(ordered),
      quickRestartSeconds: seconds(restart),
      handoverSeconds: seconds(handover),
      worstSeconds: seconds(worst),
      secondAttemptSeconds: seconds(worst + settings.handoverTimeoutSeconds),
      totalOutageSeconds: seconds(ordered),
      loadSeconds: seconds(load),
    },
    rpo: {
      processDeathSeconds: seconds(loss),
      partitionSeconds: seconds(cutOff),
      handoverSeconds: 0,
      powerLossSeconds: powerLossSeconds(settings),
      worstSeconds: seconds(Math.max(loss, cutOff)),
    },
    // The role is claimed once the old primary has stopped, or must have; one that reads the marker sees that it is not named.
    dualPrimarySeconds: MEASURED.markerNoticed,
  };
}
