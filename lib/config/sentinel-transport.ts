import { nodesSpeakTls, type DeploymentPlan } from '../plan';
import type { NodeConfig } from './node-config';
import { sentinelTransportLines } from './transport-conf';

/** Lines that say how a Sentinel listens and speaks. */
const OWN = /^(?:port|tls-[a-z-]+) .*$/;

/** How the file of a Sentinel differs from what a plan's transport wants. */
export enum SentinelLag {
  NONE = 'none',
  /** It listens elsewhere, or with other rules; whom it watches is right. */
  LISTENERS = 'listeners',
  /** It speaks to everybody at ports or in a way that is not the plan's. */
  LINKS = 'links',
}

export function sentinelLag(text: string, plan: DeploymentPlan, config: NodeConfig): SentinelLag {
  const now = new Map(text.split('\n').filter((line) => OWN.test(line)).map((line) => wordsOf(line)));
  const monitored = /^sentinel monitor \S+ \S+ (\d+)/m.exec(text)?.[1];
  const astray = monitored !== undefined && Number(monitored) !== plan.ports.redis;
  if (astray || (now.get('tls-replication') === 'yes') !== nodesSpeakTls(plan)) {
    return SentinelLag.LINKS;
  }
  const wanted = new Map(sentinelTransportLines(plan, config).map(([key, value]) => wordsOf(`${key} ${value}`)));
  const keys = ['port', 'tls-port', ...wanted.keys()];
  return keys.every((key) => (now.get(key) ?? '0') === (wanted.get(key) ?? '0')) ? SentinelLag.NONE : SentinelLag.LISTENERS;
}

/**
 * The file of a Sentinel, which it has rewritten itself, with the transport of a plan: how it listens, and the ports of those
 * it knows. Epochs, votes and everything else stay.
 */
export function withSentinelTransport(text: string, plan: DeploymentPlan, config: NodeConfig): string {
  const { redis, sentinel } = plan.ports;
  const kept = text.split('\n').filter((line) => !OWN.test(line)).map((line) => line
    .replace(/^(sentinel monitor \S+ \S+) \d+/, `$1 ${redis}`)
    .replace(/^(sentinel known-(?:replica|slave) \S+ \S+) \d+/, `$1 ${redis}`)
    .replace(/^(sentinel known-sentinel \S+ \S+) \d+/, `$1 ${sentinel}`)
    .replace(/^(sentinel announce-port) .*/, `$1 ${sentinel}`));
  const lines = sentinelTransportLines(plan, config).map(([key, value]) => `${key} ${value}`);
  // One whose port has changed already is there twice, and a Sentinel refuses that.
  return [...lines, ...kept.filter((line, index) => !line.startsWith('sentinel known-') || kept.indexOf(line) === index)].join('\n');
}

function wordsOf(line: string): [string, string] {
  const space = line.indexOf(' ');
  return [line.slice(0, space), line.slice(space + 1).trim().replace(/^"(.*)"$/, '$1')];
}
