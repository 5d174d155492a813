import { readFile } from 'node:fs/promises';
import * as http from 'node:http';
import * as https from 'node:https';
import { join } from 'node:path';

/** As much of an object of the API as is looked at; the rest goes back as it came. */
export interface ApiObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly resourceVersion?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly [field: string]: unknown;
}

/** A refused or failed call. */
export class KubernetesCallFailed extends Error {
  constructor(
    call: string,
    /** HTTP status; 0 when there was no answer, and then what was asked for may have happened. */
    public readonly status: number,
    detail: string,
  ) {
    super(`Kubernetes API: ${call}: ${status === 0 ? '' : `${status}: `}${detail}`);
    this.name = 'KubernetesCallFailed';
  }
}

/** There is no such object. */
export class KubernetesNotFound extends KubernetesCallFailed {}

/** The object is not as it was when it was read, or exists already. */
export class KubernetesConflict extends KubernetesCallFailed {}

/** What a role has to allow for a request. */
const RBAC_VERBS: Record<string, string> = { GET: 'get', PUT: 'update', PATCH: 'patch', POST: 'create' };
const TIMEOUT_MS = 3000;

interface CallOptions {
  readonly contentType?: string;
  readonly accept?: string;
}

/** Only labels and the like of an object, without what it specifies. */
export const METADATA_ONLY = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';

/**
 * The few calls an agent makes, as the service account whose token, `ca.crt` and `namespace` are files of `accountDir`. A
 * client library would be larger than the agent.
 */
export class KubernetesApi {
  private readonly sockets: http.Agent;
  private readonly secure: boolean;

  /**
   * @param address of the API server. @default - of the cluster this pod is in
   * @param timeoutMs after which a call has failed
   */
  constructor(
    private readonly accountDir: string,
    private readonly address = inCluster(process.env),
    private readonly timeoutMs = TIMEOUT_MS,
  ) {
    this.secure = new URL(address).protocol === 'https:';
    this.sockets = new (this.secure ? https : http).Agent({ keepAlive: true, maxSockets: 8 });
  }

  /** Namespace of the pod. */
  public async namespace(): Promise<string> {
    return this.accountFile('namespace');
  }

  public get(path: string, options: CallOptions = {}): Promise<ApiObject> {
    return this.call('GET', path, undefined, options);
  }

  /** @throws KubernetesConflict when the object is no longer at `metadata.resourceVersion` */
  public put(path: string, object: ApiObject): Promise<ApiObject> {
    return this.call('PUT', path, object);
  }

  /**
   * Merges a change into an object; null removes a field.
   *
   * @throws KubernetesConflict when the change names a `metadata.resourceVersion` that the object is no longer at
   */
  public patch(path: string, change: object, options: CallOptions = {}): Promise<ApiObject> {
    return this.call('PATCH', path, change, { contentType: 'application/merge-patch+json', ...options });
  }

  /** @throws KubernetesConflict when there is one of that name */
  public post(path: string, object: ApiObject): Promise<ApiObject> {
    return this.call('POST', path, object);
  }

  /** Ends idle connections. */
  public close(): void {
    this.sockets.destroy();
  }

  private async call(method: string, path: string, body?: object, options: CallOptions = {}): Promise<ApiObject> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    // Read each time: the kubelet replaces them while the agent runs.
    const [token, ca] = await Promise.all([this.accountFile('token'), this.secure ? this.accountFile('ca.crt') : undefined]);
    const headers = {
      'authorization': `Bearer ${token}`, 'accept': options.accept ?? 'application/json',
      ...(text === undefined ? {} : {
        'content-type': options.contentType ?? 'application/json', 'content-length': Buffer.byteLength(text),
      }),
    };
    const request = { method, headers, agent: this.sockets, ...(ca === undefined ? {} : { ca }) };
    const answer = await this.ask(path, request, text).catch((failure: unknown) => {
      if (failure instanceof IdleConnectionLost) {
        return this.ask(path, request, text);
      }
      throw failure;
    }).catch((failure: unknown) => {
      throw new KubernetesCallFailed(`${method} ${path}`, 0, failure instanceof Error ? failure.message : String(failure));
    });
    if (answer.status >= 200 && answer.status < 300) {
      return parsed(`${method} ${path}`, answer);
    }
    throw refusal(method, path, answer);
  }

  private ask(path: string, options: https.RequestOptions, body: string | undefined): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = (this.secure ? https : http).request(new URL(path, this.address), options, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => { text += part; });
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode!, text }));
      });
      const timer = setTimeout(
        () => request.destroy(new Error(`no answer within ${this.timeoutMs / 1000} s from ${this.address}`)), this.timeoutMs);
      request.on('close', () => clearTimeout(timer));
      request.on('error', (failure: NodeJS.ErrnoException) =>
        reject(request.reusedSocket && failure.code === 'ECONNRESET' ? new IdleConnectionLost() : failure));
      request.end(body);
    });
  }

  private async accountFile(name: string): Promise<string> {
    try {
      return (await readFile(join(this.accountDir, name), 'utf8')).trim();
    } catch (failure) {
      throw new Error(`cannot read "${name}" of the service account in ${this.accountDir}: ${(failure as Error).message}`);
    }
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** The server closed a connection that was kept, maybe before it saw the request; it is safe to repeat all that is asked here. */
class IdleConnectionLost extends Error {}

/** Address of the API server as every container of a pod is told. */
function inCluster(env: NodeJS.ProcessEnv): string {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  if (!host || !port) {
    throw new Error('KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set: platform.kind "kubernetes" is for pods');
  }
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function parsed(call: string, { status, text }: Answer): ApiObject {
  try {
    return JSON.parse(text) as ApiObject;
  } catch {
    throw new KubernetesCallFailed(call, status, 'the answer is no JSON');
  }
}

function refusal(method: string, path: string, { status, text }: Answer): KubernetesCallFailed {
  const call = `${method} ${path}`;
  let message = text.trim().slice(0, 300);
  try {
    message = (JSON.parse(text) as { message?: string }).message ?? message;
  } catch {
    // Something between here and the API server has answered: its text is all there is.
  }
  switch (status) {
    case 401:
      return new KubernetesCallFailed(call, status, `${message}; the token of the service account is not accepted`);
    case 403: {
      const [, resource, name] = /\/namespaces\/[^/]+\/([^/]+)(?:\/([^/]+))?/.exec(path) ?? [];
      const missing = `verb "${RBAC_VERBS[method]}" on ${resource ?? path}${name === undefined ? '' : ` "${name}"`}`;
      return new KubernetesCallFailed(call, status, `${message}; the role of the service account lacks ${missing}: apply the manifests again`);
    }
    case 404:
      return new KubernetesNotFound(call, status, message);
    case 409:
      return new KubernetesConflict(call, status, message);
    default:
      return new KubernetesCallFailed(call, status, message);
  }
}
