import { ObjectStore, StoreIdentity } from '../../../constructs/kubernetes';

export const ROLE = 'arn:aws:iam::123456789012:role/backups';

export function aStore(identity = StoreIdentity.irsa(ROLE), more: object = {}): ObjectStore {
  return ObjectStore.s3({ bucket: 'backups', prefix: 'redis', region: 'eu-west-1', identity, ...more });
}

/** What Pod Security "restricted" asks of a pod's spec, and this library besides. */
export function expectRestricted(spec: any): void {
  expect(spec).toMatchObject({
    automountServiceAccountToken: false, enableServiceLinks: false, restartPolicy: 'Never',
    securityContext: { runAsNonRoot: true, runAsUser: 999, fsGroup: 999, seccompProfile: { type: 'RuntimeDefault' } },
  });
  for (const container of [...spec.initContainers, ...spec.containers]) {
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] },
    });
    expect(container.image).toMatch(/@sha256:[0-9a-f]{64}$/);
    expect(container.resources.limits.memory).toBe(container.resources.requests.memory);
    expect(container.ports).toBeUndefined();
  }
}
