// The few requests that the services of a local cluster make.
import { Agent, request } from 'node:https';

export class Api {
  #options;

  constructor(host, ca, token) {
    this.#options = { host, port: 6443, ca, agent: new Agent({ keepAlive: true, ca }), headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } };
  }

  async list(path) {
    return (await this.ask('GET', path)).items;
  }

  /** @throws Error with `status` when the answer is no success */
  ask(method, path, body) {
    return new Promise((resolve, reject) => {
      const asked = request({ ...this.#options, method, path, timeout: 10_000 }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => { text += chunk; });
        response.on('end', () => {
          if (response.statusCode < 300) resolve(JSON.parse(text));
          else reject(Object.assign(new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 200)}`), { status: response.statusCode }));
        });
      });
      asked.on('error', reject);
      asked.on('timeout', () => asked.destroy(new Error(`${method} ${path}: no answer`)));
      asked.end(body && JSON.stringify(body));
    });
  }
}
