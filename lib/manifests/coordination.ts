import { NEVER_PRUNED } from '../config';
import type { DeploymentInput } from './deployment-input';
import type { NamedObject } from './kubernetes-object';
import { namedObject, why } from './named-object';
import { deploymentNames } from './names';

const WRITTEN_BY_AGENTS = 'Agents write it. No manifest has that part, so that applying one again takes nothing away.';

/** What a deployment remembers outside its volumes, and whose turn it is; both are filled by agents alone. */
export function coordinationObjects(input: DeploymentInput): NamedObject[] {
  const names = deploymentNames(input.plan.name);
  return [
    namedObject(input, {
      id: 'State', apiVersion: 'v1', kind: 'ConfigMap', name: names.state,
      annotations: {
        ...NEVER_PRUNED,
        [why('no-data')]: WRITTEN_BY_AGENTS,
        [why('kept')]: 'Whether this deployment has ever been formed: without it, no node starts one. It belongs to the volumes and '
          + 'goes when they go.',
      },
      body: {},
    }),
    namedObject(input, {
      id: 'Turn', apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', name: names.turn,
      annotations: { [why('no-spec')]: WRITTEN_BY_AGENTS },
      body: {},
    }),
  ];
}
