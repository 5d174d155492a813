import type { Transport } from '../model';
import type { DeploymentPlan } from './deployment-plan';
import { portsOf, tlsOf } from './transport';

/** The same deployment with another transport. Servers keep the name that their certificates bear, where they have one. */
export function withTransport({ tls: before, ...plan }: DeploymentPlan, transport: Transport): DeploymentPlan {
  const tls = tlsOf({
    name: plan.name, transport, tlsServerName: before?.serverName, requireClientCertificates: before?.clientCertificates === 'required',
  });
  return { ...plan, transport, ports: portsOf(transport, plan.topology.kind), ...(tls === undefined ? {} : { tls }) };
}
