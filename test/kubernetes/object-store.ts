import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import type { ObjectStoreAccess } from '../../lib/manifests';
import { endsWithTest } from '../ends-with-test';
import { eventually } from './kube';
import type { Machines } from './machines';

const PORT = 9000;
const BUCKET = 'backups';
/** Whatever is given is right to it. */
export const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' };

/** A server that speaks S3 beside the control plane, where pods reach it. It ends with the cluster at the latest. */
export class ObjectStore {
  readonly url = `s3://${BUCKET}`;
  readonly endpoint: string;

  private constructor(private readonly machines: Machines, private readonly server: ChildProcess) {
    this.endpoint = `http://${machines.address}:${PORT}`;
  }

  static async start(machines: Machines): Promise<ObjectStore> {
    const [program, ...before] = machines.beside;
    const words = [...before, 'python3', join(__dirname, '../s3/server.py'), '-H', machines.address, '-p', String(PORT)];
    const server = spawn(...endsWithTest(program!, words),
      { env: { ...process.env, ...CREDENTIALS }, stdio: 'ignore' });
    const store = new ObjectStore(machines, server);
    try {
      await eventually('the object store', async () => (await store.request('PUT', '')).length >= 0, 60_000);
    } catch (error) {
      store.stop();
      throw error;
    }
    return store;
  }

  access(credentialsSecret: string): ObjectStoreAccess {
    return {
      serviceAccountAnnotations: {}, podLabels: {}, credentialsSecret, peers: [], port: PORT, podIdentity: false,
      environment: { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: this.endpoint },
    };
  }

  /** Ids of a deployment's whole backups, in the order they were begun. */
  async backups(deployment: string): Promise<string[]> {
    const listed = await this.request('GET', `?list-type=2&prefix=${deployment}/`);
    return [...listed.matchAll(/<Key>[^<]*\/([^/<]+)\/manifest\.json<\/Key>/g)].map(([, id]) => id!).sort();
  }

  stop(): void {
    this.server.kill('SIGKILL');
  }

  private request(method: string, path: string): Promise<string> {
    const [program, ...before] = this.machines.beside;
    const script = `fetch(${JSON.stringify(`${this.endpoint}/${BUCKET}${path}`)}, { method: '${method}' }).then(async (answer) => {
      process.stdout.write(await answer.text()); process.exitCode = answer.ok ? 0 : 1; });`;
    return new Promise((resolve, reject) => {
      execFile(program!, [...before, process.execPath, '-e', script], { encoding: 'utf8' },
        (error, stdout) => (error ? reject(new Error(`${error.message} ${stdout}`)) : resolve(stdout)));
    });
  }
}
