// Packs the package and uses it as its users will: from a tarball, far from this checkout. Ends with a line of counts.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const { name, devDependencies, peerDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const scratch = mkdtempSync(path.join(tmpdir(), 'redis-ha-consumers-'));
const counts = { passed: 0, failed: 0 };

const npm = (cwd, ...args) => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const node = (cwd, ...args) => spawnSync(process.execPath, args, {
  cwd, encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'false', NODE_PATH: '' },
});

function check(title, body) {
  try {
    body();
    counts.passed += 1;
    console.log(`ok   ${title}`);
  } catch (error) {
    counts.failed += 1;
    console.log(`FAIL ${title}\n     ${String(error.message).trim().replaceAll('\n', '\n     ')}`);
  }
}

function must(condition, message) {
  if (!condition) {
    throw new Error(message);
  }
}

/** Runs Node and returns its standard output; throws with everything it said when it failed. */
function output(cwd, ...args) {
  const { status, stdout, stderr } = node(cwd, ...args);
  must(status === 0, `node ${args.join(' ')}: exit code ${status}\n${stdout}${stderr}`);
  return stdout;
}

function consumer(folder, packages, files) {
  const cwd = path.join(scratch, folder);
  mkdirSync(cwd);
  writeFileSync(path.join(cwd, 'package.json'), JSON.stringify({ name: folder, private: true }));
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(path.join(cwd, file), text);
  }
  npm(cwd, 'install', '--silent', '--prefer-offline', '--no-audit', '--no-fund', ...packages);
  return cwd;
}

/** The README's example for a platform: what newcomers paste first is what is tried here. */
function snippet(platform) {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const found = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code).find((code) => code.includes(`'${name}/${platform}'`));
  must(found, `README.md has no \`\`\`ts example that imports ${name}/${platform}`);
  return found;
}

const tsconfig = (files, types) => JSON.stringify({
  compilerOptions: {
    target: 'ES2022', module: 'Node16', moduleResolution: 'Node16', strict: true, skipLibCheck: true, esModuleInterop: true, types,
  },
  files,
});
const compile = (cwd) => output(cwd, path.join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', '.');

/** A folder with the README's example for a platform and copies of `examples/`, compiled. */
function examplesOf(platform, folder, packages, examples, types = []) {
  const cwd = consumer(folder, packages, {
    'app.ts': snippet(platform),
    'tsconfig.json': tsconfig(['app.ts', ...examples.map((example) => `${example}/app.ts`)], types),
  });
  for (const example of examples) {
    cpSync(path.join(root, 'examples', example), path.join(cwd, example), { recursive: true });
  }
  check(`the README's example for ${platform} and the folders of examples/ compile with ${packages.slice(1).join(', ')}`, () => compile(cwd));
  return cwd;
}

/** Runs the cdk8s example that `tsc` left and looks at what it wrote, in the folder the cdk8s CLI would name. */
function synthesizesCharts(cwd, app, pods) {
  const out = path.join(cwd, path.dirname(app), 'manifests');
  output(cwd, '-e', `process.env.CDK8S_OUTDIR = process.argv[1]; require('${app}');`, out);
  const written = readdirSync(out);
  const [manifests, plan] = [/\.k8s\.yaml$/, /\.redis-ha\.json$/].map((pattern) => written.find((file) => pattern.test(file)));
  must(manifests && plan, `not written: ${written.join(', ')}`);
  const replicas = readFileSync(path.join(out, manifests), 'utf8').split(/^---$/m)
    .filter((object) => /^kind: StatefulSet$/m.test(object)).map((object) => Number(/^ {2}replicas: (\d+)$/m.exec(object)?.[1]));
  must(replicas.reduce((sum, each) => sum + each, 0) === pods, `pods: ${replicas.join(' + ')} instead of ${pods}`);
  output(cwd, path.join('node_modules', name, 'dist/bin/redis-ha.js'), 'plan', path.join(out, plan));
}

/** Runs the example that `tsc` left in `cdk` and looks at what it wrote. */
function synthesizes(cdk, app = './app.js', nodes = 3) {
  const out = path.join(cdk, path.dirname(app), 'cdk.out');
  // What the CDK CLI does: with a folder named in its environment, a program synthesizes when it ends.
  const program = `process.env.CDK_OUTDIR = process.argv[1]; require('${app}');`;
  output(cdk, '-e', program, out);
  const written = readdirSync(out);
  const template = written.find((file) => file.endsWith('.template.json'));
  const plan = written.find((file) => file.endsWith('.redis-ha.json'));
  must(template && (plan !== undefined) === (nodes > 0), `cdk.out holds ${written.join(', ')}`);
  const types = Object.values(JSON.parse(readFileSync(path.join(out, template), 'utf8')).Resources).map(({ Type }) => Type);
  must(types.filter((type) => type === 'AWS::AutoScaling::AutoScalingGroup').length >= nodes, `resources: ${types.join(', ')}`);
  if (plan) {
    output(cdk, path.join('node_modules', name, 'dist/bin/redis-ha.js'), 'plan', path.join(out, plan));
  }
}

/** A program of Pulumi's that is run as a preview by the SDK's own mocks: where nothing is known yet. */
const PULUMI_PROGRAM = `
import * as pulumi from '@pulumi/pulumi';
import { aws, kubernetes } from '${name}/pulumi';
import { RedisSentinel as OnAws } from '${name}/pulumi/aws';
import { RedisSentinel as OnKubernetes } from '${name}/pulumi/kubernetes';

if (OnAws !== aws.RedisSentinel || OnKubernetes !== kubernetes.RedisSentinel) throw new Error('two copies of an entry');
const types: string[] = [];
const mocks: pulumi.runtime.Mocks = {
  newResource: ({ type, inputs }) => { types.push(type); return { id: undefined, state: inputs }; },
  call: ({ inputs }) => inputs,
};
const objectives = { rpo: '5s', rto: '10s' };
(async () => {
  await pulumi.runtime.setMocks(mocks, 'consumer', 'dev', true);
  await pulumi.runtime.runInPulumiStack(async () => {
    const cache = new aws.RedisSentinel('cache', { vpcId: 'vpc-1', subnetIds: ['a', 'b', 'c'], objectives });
    new aws.BackupSchedule('hourly', {
      source: aws.BackupSource.deployment(cache), bucket: new aws.BackupBucket('backups'), vpcId: 'vpc-1', subnetIds: ['a', 'b', 'c'],
    });
    new kubernetes.RedisSentinel('orders', { namespace: pulumi.output('redis'), objectives });
  });
  await pulumi.runtime.disconnect();
  console.log(JSON.stringify(types));
})().catch((error: unknown) => { console.error(error); process.exit(1); });
`;

/** Examples a user copies, and how many nodes each has; without nodes there is no plan either. */
const EXAMPLES = { 'aws-sentinel': 3, 'aws-replication': 3, 'aws-cluster': 6, 'aws-backups': 3, 'aws-adopt-existing': 0 };

/** Those for cdk8s, and how many pods with a node the first chart of each makes. */
const CHARTS = { 'k8s-sentinel': 3, 'k8s-replication': 3, 'k8s-cluster': 6, 'k8s-two-clusters': 3, 'k8s-app': 3 };
/** What the application of an example is made with. */
const APPLICATION = ['esbuild', '@types/node'].map((tool) => `${tool}@${devDependencies[tool]}`);

const PUBLISHED = [
  /^(package\.json|README\.md|LICENSE)$/,
  /^dist\/(lib|bin|constructs)\/.*\.(js|js\.map|d\.ts|json)$/,
  /^dist\/agent\/redis-ha-(agent|seed|certificates)\.js$/,
  /^dist\/lab\/redis-ha-lab-thread\.js$/,
  /^dist\/backup\/(handler\/index|redis-ha-backup)\.js$/,
  /^dist\/issuer\/handler\/index\.js$/,
];

try {
  const [{ filename, files, size, unpackedSize }] = JSON.parse(npm(root, 'pack', '--json', '--silent', '--pack-destination', scratch)
    // `prepack` builds first and says so on the same stream.
    .replace(/^[^[]*(?=^\[$)/m, ''));
  const tarball = path.join(scratch, filename);
  console.log(`${filename}: ${files.length} files, ${size} bytes, ${unpackedSize} unpacked`);

  check('the tarball holds what is built and nothing else', () => {
    const odd = files.map((file) => file.path).filter((file) => !PUBLISHED.some((pattern) => pattern.test(file)));
    must(odd.length === 0, `should not be published: ${odd.join(', ')}`);
  });

  const bare = consumer('bare', [tarball], {
    'index.js': `const { plan, Engine } = require('${name}'); if (typeof plan !== 'function' || !Engine) throw new Error('no plan()');`,
    'esm.mjs': `import { plan } from '${name}'; if (typeof plan !== 'function') throw new Error('no plan()');`,
    'schema.js': `if (!require('${name}/plan.schema.json').$schema) throw new Error('not a JSON Schema');`,
    'aws.js': `require('${name}/aws');`,
    'kubernetes.js': `require('${name}/kubernetes');`,
    'pulumi.js': `require('${name}/pulumi');`,
    'inside.js': `require('${name}/dist/lib/index.js');`,
  });
  const installed = path.join(bare, 'node_modules', name);
  check('the core works without any framework', () => output(bare, 'index.js'));
  check('the core can be imported from an ES module', () => output(bare, 'esm.mjs'));
  check('the JSON Schema of the plan is published', () => output(bare, 'schema.js'));
  for (const [platform, framework] of [['aws', 'aws-cdk-lib'], ['kubernetes', 'cdk8s'], ['pulumi', '@pulumi/']]) {
    check(`/${platform} without ${framework} says what is missing`, () => {
      const { status, stderr } = node(bare, `${platform}.js`);
      const said = /MODULE_NOT_FOUND/.test(stderr) && new RegExp(`Cannot find module '(${framework}|constructs)`).test(stderr);
      must(status !== 0 && said, `exit code ${status}\n${stderr}`);
    });
  }
  check('files that are not public cannot be required', () => {
    const { stderr } = node(bare, 'inside.js');
    must(/ERR_PACKAGE_PATH_NOT_EXPORTED/.test(stderr), stderr);
  });
  check('the command redis-ha runs', () => {
    const help = execFileSync(path.join(bare, 'node_modules/.bin/redis-ha'), ['--help'], { cwd: bare, encoding: 'utf8' });
    must(/\bdrill\b/.test(help), help);
  });
  check('the agent is one file that loads without anything beside it', () => {
    const alone = path.join(scratch, 'agent.js');
    writeFileSync(alone, readFileSync(path.join(installed, 'dist/agent/redis-ha-agent.js')));
    const { stdout, stderr } = node(scratch, alone);
    must(!/MODULE_NOT_FOUND/.test(stderr) && /\bprepare\b/.test(stdout + stderr), stdout + stderr);
  });

  check('the Lambda handler is one file that loads without anything beside it', () => {
    const alone = path.join(scratch, 'index.js');
    writeFileSync(alone, readFileSync(path.join(installed, 'dist/backup/handler/index.js')));
    const said = output(scratch, '-e', `console.log(typeof require('${alone}').handler)`);
    must(said.trim() === 'function', said);
  });

  // The lowest versions the package declares are as true as the ones it is developed with.
  const lowest = (peers) => peers.map((peer) => `${peer}@${peerDependencies[peer].replace(/^\D+/, '')}`);
  const developed = (peers) => peers.map((peer) => `${peer}@${devDependencies[peer]}`);
  const ofPulumi = Object.keys(peerDependencies).filter((peer) => peer.startsWith('@pulumi/'));
  const ofCdk = Object.keys(peerDependencies).filter((peer) => peer !== 'cdk8s' && !ofPulumi.includes(peer));
  for (const [folder, frameworks] of [['cdk-lowest', lowest(ofCdk)], ['cdk-developed', developed(ofCdk)]]) {
    const cdk = examplesOf('aws', folder, [tarball, ...frameworks], Object.keys(EXAMPLES));
    check(`it synthesizes with ${frameworks[0]}, its plan beside it, and the command reads that plan`, () => synthesizes(cdk));
    for (const [example, nodes] of Object.entries(EXAMPLES)) {
      check(`so does examples/${example}`, () => synthesizes(cdk, `./${example}/app.js`, nodes));
    }
  }
  for (const [folder, frameworks] of [['cdk8s-lowest', lowest(['cdk8s', 'constructs'])], ['cdk8s-developed', developed(['cdk8s', 'constructs'])]]) {
    const charts = examplesOf('kubernetes', folder, [tarball, ...frameworks, ...APPLICATION], Object.keys(CHARTS), ['node']);
    check(`no other framework was needed for ${frameworks[0]}`, () => {
      must(!existsSync(path.join(charts, 'node_modules/aws-cdk-lib')), 'aws-cdk-lib was installed');
    });
    check(`it synthesizes with ${frameworks.join(', ')}, its plan beside it, and the command reads that plan`, () => {
      synthesizesCharts(charts, './app.js', 3);
    });
    for (const [example, pods] of Object.entries(CHARTS)) {
      check(`so does examples/${example}`, () => synthesizesCharts(charts, `./${example}/app.js`, pods));
    }
  }
  for (const [folder, frameworks] of [['pulumi-lowest', lowest(ofPulumi)], ['pulumi-developed', developed(ofPulumi)]]) {
    const pulumi = consumer(folder, [tarball, ...frameworks, `@types/node@${devDependencies['@types/node']}`], {
      'program.ts': PULUMI_PROGRAM, 'tsconfig.json': tsconfig(['program.ts'], ['node']),
    });
    check(`/pulumi needs neither the CDK nor cdk8s for ${frameworks.join(', ')}`, () => {
      const others = ['aws-cdk-lib', 'cdk8s', 'constructs'].filter((other) => existsSync(path.join(pulumi, 'node_modules', other)));
      must(others.length === 0, `installed: ${others.join(', ')}`);
    });
    check('a program compiles and previews with them, its plans beside it, and the command reads them', () => {
      compile(pulumi);
      const types = JSON.parse(output(pulumi, 'program.js').trim().split('\n').at(-1));
      for (const type of ['aws:autoscaling/group:Group', 'aws:lambda/function:Function', 'kubernetes:apps/v1:StatefulSet']) {
        must(types.includes(type), `no ${type}: ${types.join(', ')}`);
      }
      for (const plan of ['cache', 'orders']) {
        output(pulumi, path.join('node_modules', name, 'dist/bin/redis-ha.js'), 'plan', `redis-ha.out/${plan}.redis-ha.json`);
      }
    });
  }
} catch (error) {
  counts.failed += 1;
  console.log(`FAIL ${error.message}\n${error.stdout ?? ''}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed ? 1 : 0;
