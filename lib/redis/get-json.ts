import { get } from 'node:http';

/** What an agent answered over HTTP. */
export interface JsonAnswer<T> {
  readonly status: number;
  readonly body: Partial<T>;
}

/**
 * Asks an open endpoint of the agent beside a Redis (`/live`, `/ready`, `/primary`, `/status`).
 *
 * Lives here because everybody who asks servers how they are asks their agents as well, and none
 * of them may import the agent itself.
 *
 * @param timeoutMs for connection and whole answer together
 * @returns undefined when nobody answers in time, or not with a JSON object
 */
export function getJson<T extends object>(
  host: string, port: number, path: string, timeoutMs: number,
): Promise<JsonAnswer<T> | undefined> {
  return new Promise((resolve) => {
    const silent = (): void => resolve(undefined);
    const request = get({ host, port, path, agent: false, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', silent);
      response.on('end', () => {
        const body = objectIn<T>(Buffer.concat(parts).toString('utf8'));
        resolve(body === undefined ? undefined : { status: response.statusCode ?? 0, body });
      });
    });
    request.on('error', silent);
  });
}

function objectIn<T extends object>(text: string): Partial<T> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
