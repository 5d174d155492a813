import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Instance } from '../ec2';
import { GATEWAY, METADATA } from '../network';
import { AwsError } from './aws-error';
import { Imds } from './imds';
import { allowed, type Statement } from './policy';
import { jsonCall, openFile, queryCall, s3Call, type Account, type Call } from './services';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export const AWS_PORT = 4566;

/** One AWS call, as the test reads it back. */
export interface LoggedCall {
  readonly action: string;
  readonly resource: string;
  readonly instance: string;
  /** Error code, empty when it succeeded. */
  readonly error: string;
}

const JSON_SERVICES: Record<string, string> = {
  DynamoDB_20120810: 'dynamodb', AmazonSSM: 'ssm', secretsmanager: 'secretsmanager',
};

/** Answers the instance metadata service and the few AWS calls a node makes, with the rights of its role. */
export class StandIn {
  readonly calls: LoggedCall[] = [];
  readonly imds: Imds;
  private readonly servers: Server[] = [];

  constructor(
    private readonly account: Account,
    private readonly statementsOf: (role: string) => Statement[],
  ) {
    this.imds = new Imds(address =>
      account.ec2.instances.find(instance => instance.state === 'running' && instance.nic.address === address));
  }

  async start(): Promise<void> {
    await this.listen(METADATA, 80, (request, response) => this.imds.handle(request, response));
    await this.listen(GATEWAY, AWS_PORT, (request, response) => void this.aws(request, response));
  }

  stop(): void {
    for (const server of this.servers) {
      server.close();
      server.closeAllConnections();
    }
  }

  private async listen(host: string, port: number, handler: Handler): Promise<void> {
    const server = createServer(handler);
    this.servers.push(server);
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  }

  private async aws(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    let json = true;
    let caller: Instance | undefined;
    let call: Call | undefined;
    try {
      caller = this.caller(request);
      [call, json] = this.parse(request, body, caller);
      const action = `${call.service}:${call.operation}`;
      const statements = this.statementsOf(caller.template.role);
      const refused = call.targets.find(target => !allowed(statements, action, target));
      if (refused && action !== 'sts:GetCallerIdentity') {
        throw new AwsError(403, 'AccessDenied', `the role of ${caller.id} may not ${action} on ${refused.arn}`);
      }
      const reply = await call.run();
      this.record(call, caller, '');
      if (reply.file) {
        const { stream, size } = openFile(reply.file);
        response.writeHead(200, { 'content-length': size, 'etag': '"0"', 'content-type': 'binary/octet-stream',
          'last-modified': new Date(0).toUTCString() });
        if (request.method === 'HEAD') response.end();
        else stream.pipe(response);
      } else if (reply.xml !== undefined) {
        response.writeHead(200, { 'content-type': 'text/xml' }).end(reply.xml);
      } else {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(reply.json ?? {}));
      }
    } catch (error) {
      const failure = error instanceof AwsError ? error : new AwsError(500, 'InternalFailure', String(error));
      if (call && caller) this.record(call, caller, failure.code);
      const text = json
        ? JSON.stringify({ __type: failure.code, message: failure.message, ...failure.extra })
        : `<ErrorResponse><Error><Code>${failure.code}</Code><Message>${failure.message}</Message></Error></ErrorResponse>`;
      const ec2 = `<Response><Errors><Error><Code>${failure.code}</Code><Message>${failure.message}</Message></Error></Errors></Response>`;
      const s3 = `<Error><Code>${failure.code}</Code><Message>${failure.message}</Message></Error>`;
      response.writeHead(failure.status, { 'content-type': json ? 'application/x-amz-json-1.0' : 'text/xml' });
      response.end(call?.service === 'ec2' ? ec2 : call?.service === 's3' ? s3 : text);
    }
  }

  /** Who signed: only keys an instance got from its own metadata are known, and only from its own address. */
  private caller(request: IncomingMessage): Instance {
    const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
    const address = (request.socket.remoteAddress ?? '').replace('::ffff:', '');
    const { instances } = this.account.ec2;
    const instance = instances.find(candidate => candidate.accessKey === key && candidate.nic.address === address);
    if (!instance) throw new AwsError(403, 'UnrecognizedClientException', `no instance at ${address} has key ${key}`);
    if (request.headers['x-amz-security-token'] !== `session-of-${instance.id}`) {
      throw new AwsError(403, 'InvalidClientTokenId', 'session token missing');
    }
    return instance;
  }

  private parse(request: IncomingMessage, body: string, caller: Instance): [Call, boolean] {
    const [prefix, operation] = String(request.headers['x-amz-target'] ?? '').split('.');
    if (operation) {
      const service = JSON_SERVICES[prefix!] ?? prefix!;
      return [jsonCall(this.account, service, operation, JSON.parse(body || '{}')), true];
    }
    const service = /Credential=[^/]+\/[^/]+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? 's3';
    if (service === 's3') return [s3Call(this.account, request.method ?? 'GET', request.url ?? '/'), false];
    const input = Object.fromEntries(new URLSearchParams(body));
    const iam = service === 'monitoring' ? 'cloudwatch' : service;
    return [queryCall(this.account, caller, iam, input.Action ?? '', input), false];
  }

  private record(call: Call, caller: Instance, error: string): void {
    this.calls.push({ action: `${call.service}:${call.operation}`, resource: call.targets[0]!.arn, instance: caller.id, error });
  }
}
