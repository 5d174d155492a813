import { TopologyKind, type Settings } from '../model';
import type { Finding } from './deployment-plan';
import { error, overridden, warning, type Reviewed } from './finding';

/** Settings that only make sense in a certain order, as far as the topology follows them. */
export function timingFindings({ spec, settings }: Reviewed): Finding[] {
  const { kind, replicas } = spec.topology;
  const found: Finding[] = [];
  const before = (left: keyof Settings, right: keyof Settings, why: string): void => {
    if (Number(settings[left]) >= Number(settings[right])) {
      const culprit = overridden(spec, [left, right])[0] ?? `overrides.${left}`;
      found.push(error(`timing-${left}`, culprit,
        `${left} (${String(settings[left])}) must be less than ${right} (${String(settings[right])}): ${why}`,
        `set overrides.${left} below overrides.${right}, or leave both derived`));
    }
  };
  if (kind === TopologyKind.SENTINEL) {
    before('handoverPauseSeconds', 'downAfterSeconds', 'the pause blocks Sentinel too, which would call the primary down');
    before('downAfterSeconds', 'restartDelaySeconds', 'a restart before detection hides a death from the Sentinels');
  }
  if (kind === TopologyKind.CLUSTER && replicas > 0 && settings.restartDelaySeconds <= settings.nodeTimeoutSeconds) {
    found.push(warning('restart-hides-death', overridden(spec, ['restartDelaySeconds', 'nodeTimeoutSeconds'])[0] ?? 'overrides.restartDelaySeconds',
      `a process that is back after ${settings.restartDelaySeconds} s, before nodeTimeoutSeconds (${settings.nodeTimeoutSeconds}), is not `
        + 'failed over unless its agent asks for it; its slots wait until it has loaded',
      'set overrides.restartDelaySeconds above overrides.nodeTimeoutSeconds, or leave both derived'));
  }
  found.push(...stopFindings(spec.topology.kind, settings, overridden(spec, ['stopTimeoutSeconds', 'handoverTimeoutSeconds',
    'failoverTimeoutSeconds', 'shutdownTimeoutSeconds'])[0] ?? 'overrides.stopTimeoutSeconds'));
  if (kind !== TopologyKind.CLUSTER) {
    before('handoverPauseSeconds', 'handoverTimeoutSeconds', 'a handover contains its pause');
  }
  return found;
}

function stopFindings(kind: TopologyKind, settings: Settings, culprit: string): Finding[] {
  const sentinel = kind === TopologyKind.SENTINEL;
  const longest = settings.handoverTimeoutSeconds + settings.shutdownTimeoutSeconds
    + (sentinel ? settings.failoverTimeoutSeconds : 0);
  return longest < settings.stopTimeoutSeconds ? [] : [error('timing-stop', culprit,
    `stopTimeoutSeconds (${settings.stopTimeoutSeconds}) must exceed handover, ${sentinel ? 'failover ' : ''}and shutdown together `
      + `(${longest}): a node that is stopped may have to wait for ${sentinel ? 'all three' : 'both'}`,
    `set overrides.stopTimeoutSeconds above ${longest}, or leave it derived`)];
}
