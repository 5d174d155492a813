import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiObject } from '../../../../lib/agent/platform/kubernetes-api';

export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly token: string;
  readonly body?: Record<string, unknown>;
}

/** What becomes of a request instead of, before or after what it asks for. */
export interface Mishap {
  /** Answer this, and do nothing. */
  readonly status?: number;
  readonly message?: string;
  /** Never answer, and do nothing. */
  readonly hang?: boolean;
  /** Do it, and end the connection without an answer. */
  readonly loseAnswer?: boolean;
  /** Milliseconds before it is done, whoever still waits for it. */
  readonly before?: number;
  /** Milliseconds between doing and answering. */
  readonly after?: number;
}

const REASONS: Record<number, string> = { 404: 'not found', 409: 'the object has been modified; please apply your changes to it as it is' };

/** As much of the API server as agents use; resource versions are as the real one's: a write that changes nothing is none. */
export class FakeKubernetes {
  public static readonly NAMESPACE = 'shop';
  public readonly requests: FakeRequest[] = [];
  public readonly objects = new Map<string, ApiObject>();
  public readonly accountDir = mkdtempSync(join(tmpdir(), 'redis-ha-account-'));
  public mishap: (request: FakeRequest) => Mishap | undefined = () => undefined;
  /** Called after every change. */
  public onChange: () => void = () => undefined;
  private version = 1000;
  private readonly server: Server;
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(certificate?: { key: string; cert: string }) {
    const listener: RequestListener = (request, response) => void this.serve(request, response);
    this.server = certificate ? createSecureServer(certificate, listener) : createServer(listener);
    this.writeAccount('token', 'token-1');
    this.writeAccount('namespace', FakeKubernetes.NAMESPACE);
  }

  public static configMap(name: string): string {
    return `/api/v1/namespaces/${FakeKubernetes.NAMESPACE}/configmaps/${name}`;
  }

  public static lease(name: string): string {
    return `/apis/coordination.k8s.io/v1/namespaces/${FakeKubernetes.NAMESPACE}/leases/${name}`;
  }

  public static pod(name: string): string {
    return `/api/v1/namespaces/${FakeKubernetes.NAMESPACE}/pods/${name}`;
  }

  public static secret(name: string): string {
    return `/api/v1/namespaces/${FakeKubernetes.NAMESPACE}/secrets/${name}`;
  }

  /** @returns its address */
  public async listen(host = '127.0.0.1'): Promise<string> {
    await new Promise<void>((resolve, reject) => { this.server.once('error', reject).listen(0, host, resolve); });
    const scheme = 'setSecureContext' in this.server ? 'https' : 'http';
    return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${(this.server.address() as AddressInfo).port}`;
  }

  public async close(): Promise<void> {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
    rmSync(this.accountDir, { recursive: true, force: true });
  }

  public writeAccount(file: string, text: string): void {
    writeFileSync(join(this.accountDir, file), text);
  }

  /** An object appears, or is replaced by somebody else. */
  public set(path: string, fields: Record<string, unknown> = {}): void {
    this.version += 1;
    const metadata = { ...fields.metadata as object | undefined, name: path.split('/').at(-1)!, resourceVersion: String(this.version) };
    this.objects.set(path, { ...fields, metadata });
    this.onChange();
  }

  public count(method: string, path?: string): number {
    return this.requests.filter((request) => request.method === method && (path === undefined || request.path === path)).length;
  }

  /** Connections that came in, each once. */
  public readonly connections = new Set<Socket>();

  private async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    this.connections.add(message.socket);
    let text = '';
    for await (const part of message) {
      text += String(part);
    }
    const request: FakeRequest = {
      method: message.method!, path: message.url!, token: (message.headers.authorization ?? '').replace('Bearer ', ''),
      ...(text === '' ? {} : { body: JSON.parse(text) as Record<string, unknown> }),
    };
    this.requests.push(request);
    const mishap = this.mishap(request) ?? {};
    if (mishap.hang) {
      return;
    }
    await this.pause(mishap.before);
    const answer = mishap.status === undefined ? this.act(request, message.headers['content-type']) : { status: mishap.status };
    await this.pause(mishap.after);
    if (mishap.loseAnswer) {
      message.socket.destroy();
      return;
    }
    const { status, object } = { object: undefined, ...answer };
    const partial = message.headers.accept?.includes('as=PartialObjectMetadata') && object;
    const reason = mishap.message ?? `${request.path.split('/').at(-1)}: ${REASONS[status] ?? 'refused'}`;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify((partial ? { kind: 'PartialObjectMetadata', metadata: object.metadata } : object)
      ?? { kind: 'Status', status: 'Failure', code: status, message: reason }));
  }

  private act({ method, path, body }: FakeRequest, contentType?: string): { status: number; object?: ApiObject } {
    const there = this.objects.get(path);
    if (method === 'POST') {
      const created = `${path}/${(body as unknown as ApiObject).metadata.name}`;
      return this.objects.has(created) ? { status: 409 } : { status: 201, object: this.store(created, undefined, body!) };
    }
    if (!there) {
      return { status: 404 };
    }
    if (method === 'GET') {
      return { status: 200, object: there };
    }
    const expected = (body as unknown as ApiObject).metadata?.resourceVersion;
    if (expected !== undefined && expected !== there.metadata.resourceVersion) {
      return { status: 409 };
    }
    if (method === 'PATCH' && contentType !== 'application/merge-patch+json') {
      return { status: 415 };
    }
    const next = (method === 'PUT' ? body : merged(there, body)) as Record<string, unknown>;
    return invalid(path, next) ? { status: 400 } : { status: 200, object: this.store(path, there, next) };
  }

  private store(path: string, there: ApiObject | undefined, next: Record<string, unknown>): ApiObject {
    const metadata = { ...next.metadata as ApiObject['metadata'], resourceVersion: there?.metadata.resourceVersion };
    const object = { ...next, metadata } as ApiObject;
    if (there && JSON.stringify(there) === JSON.stringify(object)) {
      return there;
    }
    this.version += 1;
    const stored = { ...object, metadata: { ...metadata, resourceVersion: String(this.version) } };
    this.objects.set(path, stored);
    this.onChange();
    return stored;
  }

  private pause(milliseconds = 0): Promise<void> | undefined {
    return milliseconds === 0 ? undefined : new Promise((resolve) => {
      const timer = setTimeout(() => { this.timers.delete(timer); resolve(); }, milliseconds);
      this.timers.add(timer);
    });
  }
}

/** RFC 7386; keys of a changed object stay where they were, so that equal objects have equal texts. */
function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    return patch;
  }
  const result: Record<string, unknown> = { ...(typeof target === 'object' ? target : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[key];
    } else {
      result[key] = merged(result[key], value);
    }
  }
  return result;
}

/** What the API server would not read. */
function invalid(path: string, object: Record<string, unknown>): boolean {
  const { renewTime, acquireTime, leaseDurationSeconds: seconds } = (object.spec ?? {}) as Record<string, unknown>;
  const unreadable = (time: unknown): boolean =>
    time !== undefined && !(typeof time === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(time));
  return path.includes('/leases/') && (unreadable(renewTime) || unreadable(acquireTime)
    || (seconds !== undefined && !(Number.isInteger(seconds) && Number(seconds) > 0)));
}
