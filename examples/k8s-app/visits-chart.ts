import { createHash } from 'node:crypto';
import path from 'node:path';
import { ApiObject, Chart, Duration, type ChartProps } from 'cdk8s';
import { buildSync } from 'esbuild';
import { ContainerCatalogue, RedisSentinel } from 'redis-ha-constructs/kubernetes';
import type { Construct } from 'constructs';

const LABELS = { app: 'visits' };
const PORT = 8080;
const PROGRAM = 'server.js';

/** A Node.js application with a Sentinel deployment of its own, which it reaches in two ways; see server.ts. */
export class VisitsChart extends Chart {
  constructor(scope: Construct, id: string, props?: ChartProps) {
    super(scope, id, props);

    const redis = new RedisSentinel(this, 'Redis', {
      deploymentName: 'visits-redis',
      objectives: { rpo: Duration.seconds(5), rto: Duration.seconds(10) },
    });
    redis.allowClients({ podSelector: { matchLabels: LABELS } });

    // Server and client library in one file, so that a stock Node.js image runs it and no registry is asked by the pod.
    const { outputFiles } = buildSync({
      entryPoints: [path.join(__dirname, 'server.ts')], bundle: true, platform: 'node', target: 'node20', minify: true, write: false,
    });
    const { text } = outputFiles[0]!;
    const program = new ApiObject(this, 'Program', { apiVersion: 'v1', kind: 'ConfigMap', data: { [PROGRAM]: text } });

    new ApiObject(this, 'Deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'visits' },
      spec: {
        replicas: 2,
        selector: { matchLabels: LABELS },
        template: {
          // Another program is another pod.
          metadata: { labels: LABELS, annotations: { 'visits/program': createHash('sha256').update(text).digest('hex') } },
          spec: {
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
            containers: [{
              name: 'visits',
              image: ContainerCatalogue.official().nodeImage(),
              command: ['node', `/app/${PROGRAM}`],
              env: [
                { name: 'PORT', value: String(PORT) },
                { name: 'REDIS_PRIMARY', value: `${redis.primaryHost}:${redis.port}` },
                { name: 'REDIS_SENTINELS', value: redis.sentinelHosts.map((host) => `${host}:${redis.sentinelPort}`).join(',') },
                { name: 'REDIS_MASTER_NAME', value: redis.masterName },
                { name: 'REDIS_TLS_NAME', value: redis.tlsServerName },
                { name: 'REDIS_CA', value: '/etc/redis-ca/ca.crt' },
                { name: 'REDIS_PASSWORD', valueFrom: { secretKeyRef: { name: redis.passwordSecretName, key: 'app' } } },
              ],
              ports: [{ name: 'http', containerPort: PORT }],
              // About this process only: a failover of Redis must restart nobody.
              livenessProbe: { httpGet: { path: '/live', port: 'http' } },
              resources: { requests: { cpu: '50m', memory: '96Mi' }, limits: { memory: '96Mi' } },
              securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
              volumeMounts: [
                { name: 'program', mountPath: '/app', readOnly: true },
                { name: 'redis-ca', mountPath: '/etc/redis-ca', readOnly: true },
              ],
            }],
            volumes: [
              { name: 'program', configMap: { name: program.name } },
              // What the nodes' certificate is checked by, and nothing else of theirs.
              { name: 'redis-ca', secret: { secretName: redis.caSecretName, items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
            ],
          },
        },
      },
    });

    new ApiObject(this, 'Service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'visits' },
      spec: { selector: LABELS, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    });
  }
}
