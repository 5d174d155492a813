import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Instance } from '../ec2';
import { ACCOUNT, REGION } from '../template';

type Tree = { [name: string]: string | Tree };

const TOKEN = 'a-session-token-of-this-instance==';

/** The instance metadata service, version 2: every answer needs a token that only a PUT gives. */
export class Imds {
  /** Requests without a token, which IMDSv2 refuses. */
  readonly refused: string[] = [];

  constructor(private readonly instanceAt: (address: string) => Instance | undefined) {}

  handle(request: IncomingMessage, response: ServerResponse): void {
    const address = (request.socket.remoteAddress ?? '').replace('::ffff:', '');
    const path = (request.url ?? '/').split('?')[0]!;
    const answer = (status: number, body = ''): void => {
      response.writeHead(status, { 'content-type': 'text/plain', 'server': 'EC2ws' });
      response.end(Buffer.from(body, 'latin1'));
    };
    const instance = this.instanceAt(address);
    if (!instance) return answer(404);
    if (request.method === 'PUT' && path === '/latest/api/token') {
      const ttl = request.headers['x-aws-ec2-metadata-token-ttl-seconds'];
      if (!ttl) return answer(400);
      response.setHeader('x-aws-ec2-metadata-token-ttl-seconds', ttl);
      return answer(200, TOKEN);
    }
    if (request.headers['x-aws-ec2-metadata-token'] !== TOKEN) {
      this.refused.push(path);
      return answer(401);
    }
    const found = walk({ 'latest': tree(instance), '2021-03-23': tree(instance), '2018-09-24': tree(instance) }, path);
    return found === undefined ? answer(404) : answer(200, found);
  }
}

function walk(root: Tree, path: string): string | undefined {
  let at: string | Tree | undefined = root;
  for (const part of path.split('/').filter(Boolean)) {
    if (at === undefined || typeof at === 'string') return undefined;
    at = at[part];
  }
  if (at === undefined || typeof at === 'string') return at;
  return Object.entries(at).map(([name, value]) => typeof value === 'string' ? name : `${name}/`).join('\n');
}

function tree(instance: Instance): Tree {
  const { template, nic } = instance;
  const document = { accountId: ACCOUNT, region: REGION, instanceId: instance.id, availabilityZone: template.zone,
    architecture: 'x86_64', imageId: 'ami-0000debian13', instanceType: 'm7i.large', privateIp: nic.address, version: '2017-09-30' };
  const credentials = { Code: 'Success', Type: 'AWS-HMAC', LastUpdated: new Date().toISOString(), AccessKeyId: instance.accessKey,
    SecretAccessKey: `secret-of-${instance.id}`, Token: `session-of-${instance.id}`,
    Expiration: new Date(Date.now() + 6 * 3_600_000).toISOString() };
  return {
    'user-data': template.userData.toString('latin1'),
    'dynamic': { 'instance-identity': { document: JSON.stringify(document, null, 2) } },
    'meta-data': {
      'ami-id': document.imageId,
      'ami-launch-index': '0',
      'autoscaling': { 'target-lifecycle-state': instance.targetLifecycleState },
      'hostname': `ip-${nic.address.replaceAll('.', '-')}.${REGION}.compute.internal`,
      'local-hostname': `ip-${nic.address.replaceAll('.', '-')}.${REGION}.compute.internal`,
      'local-ipv4': nic.address,
      'mac': nic.mac,
      'instance-action': 'none',
      'instance-id': instance.id,
      'instance-type': document.instanceType,
      'placement': { 'availability-zone': template.zone, 'region': REGION },
      'network': { interfaces: { macs: { [nic.mac]: {
        'device-number': '0', 'interface-id': nic.id, 'local-ipv4s': nic.address, 'mac': nic.mac } } } },
      'iam': { 'info': '{"Code":"Success"}', 'security-credentials': { [template.role]: JSON.stringify(credentials) } },
      'services': { domain: 'amazonaws.com', partition: 'aws' },
    },
  };
}
