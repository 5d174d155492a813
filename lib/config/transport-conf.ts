import { nodesSpeakTls, redisListeners, replicationPort, sentinelListeners, type DeploymentPlan, type Listeners } from '../plan';
import { layoutOf } from './layout';
import type { NodeConfig } from './node-config';
import { quoted } from './quoted';

const PROTOCOLS = 'TLSv1.2 TLSv1.3';

/** Certificates as settings, which a running Redis takes in one CONFIG SET; empty in plaintext. */
export function certificateSettings(plan: DeploymentPlan, config: NodeConfig): Record<string, string> {
  const { tlsCa, tlsCert, tlsKey } = layoutOf(config);
  return plan.tls === undefined ? {} : {
    'tls-ca-cert-file': tlsCa,
    'tls-cert-file': tlsCert,
    'tls-key-file': tlsKey,
    'tls-auth-clients': plan.tls.clientCertificates === 'required' ? 'yes' : 'optional',
    'tls-protocols': PROTOCOLS,
  };
}

/** How a node of a Cluster speaks over the bus, and the ports it tells the others of. */
export function clusterTransportSettings(plan: DeploymentPlan): Record<string, string> {
  const { port, tlsPort } = redisListeners(plan);
  return {
    'tls-cluster': nodesSpeakTls(plan) ? 'yes' : 'no',
    'cluster-announce-port': String(port),
    'cluster-announce-tls-port': String(tlsPort),
  };
}

/** Lines of redis.conf. */
export function redisTransportLines(plan: DeploymentPlan, config: NodeConfig): [string, string][] {
  return [...linesOf(redisListeners(plan), plan, config), ['replica-announce-port', String(replicationPort(plan))]];
}

/** Lines of sentinel.conf, where `tls-replication` says how a Sentinel speaks to everybody it watches. */
export function sentinelTransportLines(plan: DeploymentPlan, config: NodeConfig): [string, string][] {
  return linesOf(sentinelListeners(plan), plan, config);
}

function linesOf({ port, tlsPort }: Listeners, plan: DeploymentPlan, config: NodeConfig): [string, string][] {
  const settings = Object.entries(certificateSettings(plan, config));
  return [
    ['port', String(port)],
    ...(tlsPort === 0 ? [] : [['tls-port', String(tlsPort)] as [string, string]]),
    ...settings.map(([key, value]): [string, string] => [key, quoted(value)]),
    ...(nodesSpeakTls(plan) ? [['tls-replication', 'yes'] as [string, string]] : []),
  ];
}
