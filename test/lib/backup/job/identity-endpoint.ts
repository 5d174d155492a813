import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const LATER = '2100-01-01T00:00:00Z';
const KEYS = { id: 'ASIAOFAPOD', secret: 'secret-of-a-pod', session: 'session-of-a-pod' };

/**
 * What gives a pod credentials for a token: the agent of EKS Pod Identity at `/credentials`, and STS anywhere else. It gives none
 * for any other token.
 */
export class IdentityEndpoint {
  /** What was asked: the method and path, and the role for STS. */
  public readonly asked: string[] = [];
  private readonly server = createServer((request, response) => void this.answer(request, response));

  constructor(private readonly token: string) {}

  public async listen(): Promise<string> {
    await new Promise<void>((resolve) => { this.server.listen(0, '127.0.0.1', resolve); });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) {
      body += String(chunk);
    }
    const form = new URLSearchParams(body);
    const isContainer = request.url === '/credentials';
    this.asked.push(isContainer ? `${request.method} ${request.url}` : `${form.get('Action')} ${form.get('RoleArn')}`);
    const token = isContainer ? request.headers.authorization : form.get('WebIdentityToken');
    if (token !== this.token) {
      response.writeHead(403).end();
    } else if (isContainer) {
      response.end(JSON.stringify({
        AccessKeyId: KEYS.id, SecretAccessKey: KEYS.secret, Token: KEYS.session, Expiration: LATER,
      }));
    } else {
      response.setHeader('content-type', 'text/xml').end(`
        <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>${KEYS.id}</AccessKeyId>
        <SecretAccessKey>${KEYS.secret}</SecretAccessKey>
        <SessionToken>${KEYS.session}</SessionToken><Expiration>${LATER}</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
        </AssumeRoleWithWebIdentityResponse>`);
    }
  }
}
