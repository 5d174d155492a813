import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueAuthority } from '../../lib/certificates/issue';
import { until } from '../../lib/drill/clock';
import { startLab, type Lab } from '../../lib/lab';
import { Transport } from '../../lib/model';
import { plan } from '../../lib/plan';
import { endsWithTest } from '../ends-with-test';
import { demoSpec } from '../lib/plan/specs';

jest.setTimeout(240_000);

/** The first that has redis-py: one that was installed beside the system's need not. */
const PYTHON = ['python3', '/usr/bin/python3'].find((python) => spawnSync(python, ['-c', 'import redis.sentinel']).status === 0);
const note = PYTHON === undefined ? ' (left out: no redis-py here; Debian has it as python3-redis)' : '';

/** As in docs/clients.md. Then it writes, 50 times a second; told to, it reads back what was acknowledged. */
const PROGRAM = `
import json, sys, threading, time
given = json.loads(sys.argv[1])
ca_file, password, hosts, deployment = given["ca"], given["password"], given["hosts"], given["deployment"]
${/^```python redis-py\n([^`]*)```/m.exec(readFileSync(join(__dirname, '../../docs/clients.md'), 'utf8'))![1]}
from redis.exceptions import RedisError
acknowledged, told = [], threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), told.set()), daemon=True).start()
number, reason = 0, ""
while not told.is_set():
    number += 1
    try:
        primary.set("python:%d" % number, number)
        acknowledged.append(number)
        print(len(acknowledged), flush=True)
    except RedisError as failure:
        if str(failure) != reason:
            reason = str(failure)
            print("failed", reason, flush=True)
    time.sleep(0.02)
lost = [at for at in acknowledged if primary.get("python:%d" % at) != str(at).encode()]
print("lost", len(lost), flush=True)
`;

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-clients-'));
const deployment = plan(demoSpec({ name: 'python', transport: Transport.TLS }));
const children: ChildProcess[] = [];
let lab: Lab | undefined;
let ca: string;

beforeAll(async () => {
  if (PYTHON !== undefined) {
    lab = await startLab(deployment);
    await lab.healthy(180_000);
    ca = file('ca.crt', lab.certificates!.ca);
  }
}, 200_000);

afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
afterAll(async () => {
  await lab?.down();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

interface Writer {
  readonly acknowledged: number;
  readonly said: string[];
  /** Ends it. @returns how many acknowledged writes could not be read back */
  lost(): Promise<number>;
}

function writer(program = PROGRAM, authority = ca): Writer {
  const words = JSON.stringify({
    ca: authority, password: lab!.secret('app'), hosts: lab!.nodes.map(({ host }) => host), deployment: deployment.topology.masterName,
  });
  const child = spawn(...endsWithTest(PYTHON!, [file('writer.py', program), words]), { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const said: string[] = [];
  let text = '';
  child.stdout.on('data', (part: Buffer) => {
    const lines = (text + part.toString()).split('\n');
    text = lines.pop()!;
    said.push(...lines);
  });
  return {
    said,
    get acknowledged() { return said.filter((line) => /^\d/.test(line)).length; },
    lost: async () => {
      child.stdin.end('read\n');
      await until(async () => said.some((line) => line.startsWith('lost')), 20_000, 20);
      return Number(said.at(-1)?.split(' ')[1]);
    },
  };
}

async function goesOn(python: Writer): Promise<void> {
  const before = python.acknowledged;
  const on = await until(async () => python.acknowledged > before + 20, 60_000, 20);
  expect({ on, said: python.said.slice(-3) }).toEqual({ on: true, said: expect.anything() as unknown });
}

const withPython = PYTHON === undefined ? test.skip : test;

withPython(`redis-py writes on through a handover, which loses nothing, and through a crash${note}`, async () => {
  const python = writer();
  await goesOn(python);
  // One that a busy machine cannot end in time is undone, and may be asked for again.
  expect(await until(async () => lab!.handover().then(({ ok }) => ok, () => false), 60_000, 500)).toBe(true);
  await goesOn(python);
  expect(await python.lost()).toBe(0);
  await lab!.healthy(90_000);

  const again = writer();
  await goesOn(again);
  const primary = (await lab!.primary())!;
  lab!.node(primary).signal('redis', 'SIGKILL');
  // Its process is back in no time, as a replica.
  expect(await until(async () => ![undefined, primary].includes(await lab!.primary()), 30_000, 50)).toBe(true);
  await goesOn(again);
  // Read back by the new primary; the last ones before a crash may be lost.
  expect(await again.lost()).toBeLessThan(again.acknowledged / 2);
  await lab!.healthy(90_000);
});

withPython(`redis-py does not speak to who is certified by another authority${note}`, async () => {
  const stranger = writer(PROGRAM, file('stranger.crt', (await issueAuthority({ commonName: 'stranger', days: 1 })).cert));
  expect(await until(async () => stranger.said.length > 0, 20_000, 20)).toBe(true);
  expect(stranger.acknowledged).toBe(0);
});

withPython(`redis-py can check no name but the address, which the certificate does not bear${note}`, async () => {
  const named = writer(PROGRAM.replace('"ssl_check_hostname": False', '"ssl_check_hostname": True'));
  expect(await until(async () => named.said.length > 0, 20_000, 20)).toBe(true);
  expect(named.acknowledged).toBe(0);
});
