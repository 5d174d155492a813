import { NEVER_PRUNED } from '../../../lib/config';
import { deploymentNames, type KubernetesObject } from '../../../lib/manifests';
import { UserName } from '../../../lib/model';
import { containersOf, INPUTS, objectsOf } from './inputs';

interface Pods {
  readonly owner: KubernetesObject;
  readonly template: any;
}

function podsOf(objects: KubernetesObject[]): Pods[] {
  const templated = (owner: KubernetesObject): KubernetesObject => {
    const { jobTemplate } = owner.spec as any ?? {};
    return jobTemplate ? { ...owner, spec: jobTemplate.spec } : owner;
  };
  const owners = objects.map(templated).filter(({ spec }) => (spec as any)?.template);
  return owners.map((owner) => ({ owner, template: (owner.spec as any).template }));
}

/** Whether a selector picks pods with these labels, as the API server would. */
function selects({ matchLabels = {}, matchExpressions = [] }: any, labels: Record<string, string>): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value)
    && matchExpressions.every(({ key, values }: any) => values.includes(labels[key]));
}

/** Pod Security "restricted", with "baseline" that it contains: what it forbids in a pod, in words. */
function forbidden(template: any): string[] {
  const { spec } = template;
  const said: string[] = [];
  const containers = [...spec.initContainers ?? [], ...spec.containers];
  for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) {
    if (spec[field]) {
      said.push(field);
    }
  }
  for (const volume of spec.volumes) {
    const kinds = Object.keys(volume).filter((key) => key !== 'name');
    const allowed = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];
    said.push(...kinds.filter((kind) => !allowed.includes(kind)).map((kind) => `volume ${kind}`));
  }
  for (const { name, securityContext: own = {}, ports = [] } of containers) {
    const effective = { ...spec.securityContext, ...own };
    const complaints: [boolean, string][] = [
      [own.privileged === true, 'privileged'],
      [own.allowPrivilegeEscalation !== false, 'escalation'],
      [effective.runAsNonRoot !== true, 'root'],
      [effective.runAsUser === 0, 'user 0'],
      [!['RuntimeDefault', 'Localhost'].includes(effective.seccompProfile?.type), 'seccomp'],
      [!own.capabilities?.drop?.includes('ALL'), 'capabilities kept'],
      [(own.capabilities?.add ?? []).some((added: string) => added !== 'NET_BIND_SERVICE'), 'capabilities added'],
      [own.procMount !== undefined && own.procMount !== 'Default', 'procMount'],
      [ports.some((port: any) => port.hostPort), 'hostPort'],
    ];
    said.push(...complaints.filter(([wrong]) => wrong).map(([, complaint]) => `${name}: ${complaint}`));
  }
  return said;
}

const explained = ({ metadata }: KubernetesObject, what: string): boolean => (
  (metadata.annotations?.[`redis-ha-constructs/why-${what}`] ?? '').length > 20);

describe.each(INPUTS)('%s', (_name, input) => {
  const objects = objectsOf(input);
  const pods = podsOf(objects);

  test('keeps Pod Security "restricted"', () => {
    expect(pods.length).toBeGreaterThan(0);
    expect(pods.flatMap(({ template }) => forbidden(template))).toEqual([]);
  });

  test('writes to no root disk, and every place it writes to is a volume of its own', () => {
    for (const container of pods.flatMap(({ owner }) => containersOf(owner))) {
      expect(container.securityContext.readOnlyRootFilesystem).toBe(true);
    }
  });

  test('no volume has the name of another, and whatever is mounted is there', () => {
    for (const { owner, template } of pods) {
      const claims = ((owner.spec as any).volumeClaimTemplates ?? []).map(({ metadata }: any) => metadata.name);
      const volumes: string[] = [...template.spec.volumes.map(({ name }: any) => name), ...claims];
      expect(new Set(volumes).size).toBe(volumes.length);
      const mounted: string[] = containersOf(owner).flatMap(({ volumeMounts }) => volumeMounts.map(({ name }: any) => name));
      expect(mounted.filter((name) => !volumes.includes(name))).toEqual([]);
    }
  });

  test('what tools find without an owner and with the label of an application, they leave', () => {
    const claims = objects.flatMap(({ spec }) => (spec as any)?.volumeClaimTemplates ?? []);
    expect(claims.length).toBeGreaterThan(0);
    claims.forEach(({ metadata }: any) => expect(metadata.annotations).toMatchObject(NEVER_PRUNED));
  });

  test('runs images by digest only, and none of Bitnami', () => {
    for (const { image } of pods.flatMap(({ owner }) => containersOf(owner))) {
      expect(image).toMatch(/^[^@:]+(:[\w.-]+)?@sha256:[0-9a-f]{64}$/);
      expect(image).not.toMatch(/bitnami|:latest/i);
    }
  });

  test('every container requests CPU, memory and disk and is limited in memory and disk; that CPU is not is explained', () => {
    for (const { owner } of pods) {
      for (const { resources: { requests, limits } } of containersOf(owner)) {
        expect(Object.keys(requests).sort()).toEqual(['cpu', 'ephemeral-storage', 'memory']);
        expect(limits.memory).toBe(requests.memory);
        expect(limits['ephemeral-storage']).toBeDefined();
        expect(limits.cpu).toBeUndefined();
      }
      if (owner.kind === 'StatefulSet') {
        expect(explained(owner, 'no-cpu-limit')).toBe(true);
      }
    }
  });

  test('everything that runs for good has a liveness probe, and what serves has readiness', () => {
    for (const { owner, template } of pods.filter(({ owner: { kind } }) => kind === 'StatefulSet')) {
      const lasting = containersOf(owner).filter(({ restartPolicy }) => restartPolicy === 'Always').concat(template.spec.containers);
      for (const container of lasting) {
        expect(container.livenessProbe.httpGet.port).toBe(input.plan.ports.agent);
      }
      expect(template.spec.containers.filter((container: any) => container.readinessProbe)).toHaveLength(1);
    }
  });

  test('no token is mounted but in the agent\'s programs, and the exception is explained', () => {
    for (const account of objects.filter(({ kind }) => kind === 'ServiceAccount')) {
      expect(account.automountServiceAccountToken).toBe(false);
    }
    for (const { owner, template } of pods) {
      expect(template.spec.automountServiceAccountToken).toBe(false);
      const holders = containersOf(owner).filter(({ volumeMounts }) => volumeMounts.some(({ name }: any) => name === 'account'));
      const agents = ['prepare', 'agent', 'seed', 'passwords', 'certificates'];
      expect(holders.map(({ name }) => name).filter((name) => !agents.includes(name))).toEqual([]);
      expect(owner.kind !== 'StatefulSet' || explained(owner, 'token')).toBe(true);
      expect(owner.kind !== 'StatefulSet' || template.spec.shareProcessNamespace !== true || explained(owner, 'shared-processes')).toBe(true);
    }
  });

  test('only the agent\'s programs see passwords as they are: servers have what was rendered for them', () => {
    for (const { owner } of pods) {
      const readers = containersOf(owner).filter(({ volumeMounts }) => volumeMounts.some(({ name }: any) => name === 'secrets'));
      expect(readers.map(({ name }) => name)).toEqual(owner.kind === 'StatefulSet' ? ['prepare', 'agent'] : []);
    }
  });

  test('only the agent\'s programs see the nodes\' key as it is, and nobody but who issues it the authority\'s', () => {
    for (const { owner, template } of pods) {
      const readers = containersOf(owner).filter(({ volumeMounts }) => volumeMounts.some(({ name }: any) => name === 'certificates'));
      expect(readers.map(({ name }) => name)).toEqual(owner.kind === 'StatefulSet' && input.certificates ? ['prepare', 'agent'] : []);
      expect(JSON.stringify(template.spec.volumes)).not.toContain(deploymentNames(input.plan.name).authority);
    }
    const mayRead = objects.filter(({ kind, rules }) => kind === 'Role' && JSON.stringify(rules).includes('cache-authority'));
    expect(mayRead.map(({ metadata }) => metadata.name)).toEqual(
      input.certificates?.kind === 'generated' ? ['cache-certificates', 'cache-renewal'] : []);
  });

  test('holds no secret: no object of that kind, no password in an environment or a ConfigMap', () => {
    expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    for (const { env = [] } of pods.flatMap(({ owner }) => containersOf(owner))) {
      for (const { name, value } of env) {
        // A path says where a secret is, and is none.
          expect(value === undefined || /_FILE$/.test(name) || !/password|secret|key|token/i.test(name)).toBe(true);
      }
    }
    const text = JSON.stringify(objects.filter(({ kind }) => kind === 'ConfigMap').map(({ data }) => data));
    for (const word of ['masterauth', 'sentinel-pass', 'auth-pass', 'requirepass', '>']) {
      expect(text).not.toContain(word);
    }
    expect(text).toContain(UserName.REPLICATION);
  });

  test('roles name what they are for: no wildcard, and no verb on all objects of a kind that is not explained', () => {
    for (const role of objects.filter(({ kind }) => kind === 'Role')) {
      for (const rule of role.rules as any[]) {
        expect([...rule.apiGroups, ...rule.resources, ...rule.verbs]).not.toContain('*');
        const unbounded = !rule.resourceNames;
        expect(!unbounded || (rule.verbs.join() === 'create' && explained(role, 'create-secrets'))).toBe(true);
        if (rule.resources.includes('pods')) {
          expect(explained(role, 'patch-pods')).toBe(true);
        }
      }
    }
    expect(objects.filter(({ kind }) => ['ClusterRole', 'ClusterRoleBinding'].includes(kind))).toEqual([]);
  });

  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy').map(({ spec }) => spec as any);

  if (input.networkPolicies) {
    test('every pod is closed in both directions unless a rule says otherwise', () => {
      for (const { template } of pods) {
        for (const direction of ['Ingress', 'Egress']) {
          const over = policies.filter(({ policyTypes, podSelector }) => (
            policyTypes.includes(direction) && selects(podSelector, template.metadata.labels)));
          expect(over.length).toBeGreaterThan(0);
        }
      }
    });

    test('every port is reached by a rule that names it and who, and no rule opens anything else', () => {
      const named = policies.flatMap(({ ingress = [] }) => ingress);
      for (const rule of named) {
        expect(rule.from.length).toBeGreaterThan(0);
        expect(rule.ports.length).toBeGreaterThan(0);
      }
      for (const { owner, template } of pods) {
        const over = policies.filter((policy) => selects(policy.podSelector, template.metadata.labels));
        const open = new Set(over.flatMap(({ ingress = [] }) => ingress).flatMap(({ ports }) => ports).map(({ port }) => port));
        const listening = containersOf(owner).flatMap(({ ports = [] }) => ports).map(({ containerPort }) => containerPort);
        // Where nobody listens with TLS: for peers that have not gone over, or have not gone back.
        const former = input.plan.transport === 'tls' ? [6379, 26379] : [];
        expect([...open].filter((port) => !former.includes(port)).sort()).toEqual([...new Set(listening)].sort());
      }
    });

    test('no rule lets traffic out to anywhere on every port', () => {
      for (const rule of policies.flatMap(({ egress = [] }) => egress)) {
        expect(rule.ports.length).toBeGreaterThan(0);
      }
    });
  } else {
    test('no policy is made', () => {
      expect(policies).toEqual([]);
    });
  }
});

test('the rules notice what they forbid', () => {
  const [, input] = INPUTS[0]!;
  const [{ template }] = podsOf(objectsOf(input)) as [Pods];
  const with_ = (change: (spec: any) => void): string[] => {
    const other = structuredClone(template);
    change(other.spec);
    return forbidden(other);
  };
  expect(with_((spec) => { spec.hostPID = true; })).toEqual(['hostPID']);
  expect(with_((spec) => { spec.volumes.push({ name: 'x', hostPath: { path: '/' } }); })).toEqual(['volume hostPath']);
  expect(with_((spec) => { delete spec.containers[0].securityContext.capabilities; })).toEqual(['redis: capabilities kept']);
  expect(with_((spec) => { delete spec.securityContext.seccompProfile; })).toContain('redis: seccomp');
  expect(with_((spec) => { spec.containers[0].securityContext.runAsNonRoot = false; })).toEqual(['redis: root']);
});
