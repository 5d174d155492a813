import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '../..');

test('what cdk.json runs synthesizes the example with its plan beside it', () => {
  const out = mkdtempSync(join(tmpdir(), 'redis-ha-app-'));
  try {
    const { app, context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { app: string; context: Record<string, unknown> };
    const [program, ...args] = app.split(' ') as [string, ...string[]];
    const run = spawnSync(program, args, {
      cwd: root, encoding: 'utf8', env: { ...process.env, CDK_OUTDIR: out, CDK_CONTEXT_JSON: JSON.stringify(context), CDK_VALIDATION: 'false' },
    });
    expect(run.stderr).not.toContain('Error');
    expect(run.status).toBe(0);
    expect(readdirSync(out).filter((file) => /template\.json$|redis-ha\.json$/.test(file)).sort())
      .toEqual(['RedisSentinelExample.template.json', expect.stringMatching(/^RedisSentinelExampleRedis\w+\.redis-ha\.json$/)]);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}, 60_000);
