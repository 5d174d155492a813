import { TopologyKind } from '../../lib/model';
import { eventually } from './kube';
import type { Lab } from './lab';
import { NATIVE_SIDECARS } from './legacy';

/** What holds of the manifests on a real API server, before anything happens to the deployment. */
export function manifestTests(lab: () => Lab): void {
  test('applying the manifests again changes nothing', async () => {
    const { deployment, kube } = lab();
    const written = [deployment.names.state, deployment.names.turn];
    const versions = async (): Promise<string[]> => (await Promise.all(deployment.objects()
      .filter(({ metadata }) => !written.includes(metadata.name))
      .map(async ({ kind, metadata: { name } }) => ({ kind, name, ...(await kube.get(kind, name)).metadata }))))
      // What agents and controllers write does not count as a generation.
      .map(({ kind, name, generation, resourceVersion }) => `${kind} ${name} ${generation ?? resourceVersion}`);
    const before = await versions();
    // Some kubectl say "configured" of what they send in vain: a StatefulSet with volumeClaimTemplates, a budget.
    await deployment.apply();
    expect(await versions()).toEqual(before);
  });

  test('what the API server made of them does not differ', async () => {
    // Exit code 1: there are differences.
    const { code, stdout, stderr } = await lab().kube.try(['diff', '--filename', '-'], JSON.stringify(
      { apiVersion: 'v1', kind: 'List', items: lab().deployment.objects() }));
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: '' });
  });

  test('a dry run of the server takes them, applied by server and by client', async () => {
    const { deployment } = lab();
    const count = deployment.objects().length;
    expect(await deployment.apply('--dry-run=server')).toHaveLength(count);
    expect(await deployment.apply('--dry-run=server', '--server-side', '--force-conflicts')).toHaveLength(count);
  });

  test('no pod is warned of, or refused by, the restricted Pod Security standard', async () => {
    if (lab().deployment.minor < NATIVE_SIDECARS) return;
    const { stderr } = await lab().kube.try(['label', 'namespace', lab().kube.namespace, '--overwrite', '--dry-run=server',
      'pod-security.kubernetes.io/enforce=restricted', 'pod-security.kubernetes.io/enforce-version=latest']);
    expect(stderr).not.toContain('violate');
  });

  test('F7: the Service of the primary leads to the one pod whose agent says so, that of readers to the others', async () => {
    const { deployment, kube } = lab();
    if (deployment.plan.topology.kind === TopologyKind.CLUSTER) return;
    const primary = deployment.pod(await deployment.primary());
    const podsOf = async (service: string): Promise<string[]> => ((await kube.get('endpoints', service)).subsets ?? [])
      .flatMap(({ addresses }: any) => addresses ?? []).map(({ targetRef }: any) => targetRef.name).sort();
    const replicas = deployment.dataNodes.map(({ name }) => deployment.pod(name)).filter((pod) => pod !== primary).sort();
    await eventually('the Services follow', async () => (await podsOf(deployment.names.primary)).join() === primary
      && (await podsOf(deployment.names.replicas)).join() === replicas.join(), 30_000);
  });

  test('F10: no password is in any object but its Secret', async () => {
    const { deployment, kube } = lab();
    const passwords = Object.values<string>((await kube.get('secret', deployment.secretName)).data)
      .map((value) => Buffer.from(value, 'base64').toString());
    expect(passwords).toHaveLength(deployment.plan.users.length);
    const everything = JSON.stringify(await kube.get('configmaps,pods,statefulsets,jobs,services,leases'));
    expect(passwords.filter((password) => password === '' || everything.includes(password))).toEqual([]);
    expect(everything).not.toContain('PRIVATE KEY');
  });
}
