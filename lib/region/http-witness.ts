import { parseRecord, recordText, type RegionRecord } from './record';
import type { Witness } from './witness';

/** One request as it is about to be sent, for whoever signs it. */
export interface WitnessRequest {
  readonly method: 'GET' | 'PUT';
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface HttpWitnessOptions {
  /** `https://bucket.s3.eu-west-3.amazonaws.com/prefix`: any store that honours `If-None-Match: *`, as S3 does since 2024. */
  readonly url: string;
  readonly deployment: string;
  /** Returns the headers to send, signed. @default - sent as they are */
  readonly sign?: (request: WitnessRequest) => Promise<Record<string, string>>;
  /** Longest wait for an answer, in milliseconds. @default 2000 */
  readonly timeoutMs?: number;
  /** Source address of the connections; the nodes of a lab are told apart by it. */
  readonly localAddress?: string;
}

/** Records as objects of a store that speaks S3's REST: `<url>/<deployment>/<epoch>.json`. */
export class HttpWitness implements Witness {
  constructor(private readonly options: HttpWitnessOptions) {}

  public async read(epoch: number): Promise<RegionRecord | undefined> {
    const { status, text } = await this.send('GET', epoch, '');
    // That there is no bucket says nothing about what was in it.
    if (status === 404 && !text.includes('NoSuchBucket')) {
      return undefined;
    }
    if (status !== 200) {
      throw new Error(this.refusal(status, text));
    }
    const record = parseRecord(text, this.options.deployment);
    if (record.epoch !== epoch) {
      throw new Error(`the witness ${this.options.url} shows region record ${record.epoch} where ${epoch} was asked for`);
    }
    return record;
  }

  public async create(record: RegionRecord): Promise<RegionRecord> {
    const { status, text } = await this.send('PUT', record.epoch, recordText(record));
    // 412: it is there. 409: another one is being created at this moment.
    if (status !== 200 && status !== 201 && status !== 412 && status !== 409) {
      throw new Error(this.refusal(status, text));
    }
    const stands = await this.read(record.epoch);
    if (!stands) {
      throw new Error(`the witness answered ${status}, and has no record ${record.epoch}: try again`);
    }
    return stands;
  }

  private refusal(status: number, text: string): string {
    const hint = status === 403 ? '; its role needs s3:GetObject, s3:PutObject and, to tell "none" from "not allowed", s3:ListBucket' : '';
    return `the witness ${this.options.url} answered ${status}: ${text.slice(0, 200)}${hint}`;
  }

  private async send(method: 'GET' | 'PUT', epoch: number, body: string): Promise<{ status: number; text: string }> {
    const { url: base, deployment, sign, timeoutMs = 2000, localAddress } = this.options;
    const url = new URL(`${base.replace(/\/$/, '')}/${deployment}/${epoch}.json`);
    const plain: Record<string, string> = {
      host: url.host,
      ...(method === 'PUT' ? { 'content-type': 'application/json', 'if-none-match': '*', 'content-length': String(Buffer.byteLength(body)) } : {}),
    };
    const headers = sign ? await sign({ method, url, headers: plain, body }) : plain;
    const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http');
    return new Promise((resolve, reject) => {
      const sent = request(url, { method, headers, agent: false, localAddress }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }));
        response.on('error', reject);
      });
      const timer = setTimeout(() => sent.destroy(new Error(`the witness ${base} did not answer within ${timeoutMs} ms`)), timeoutMs);
      sent.on('close', () => clearTimeout(timer));
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
