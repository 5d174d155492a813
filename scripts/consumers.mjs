// Packs the package and uses it as its users will: from a tarball, far from this checkout. Ends with a line of counts.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

/** The README's CDK example: what newcomers paste first is what is tried here. */
function snippet() {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const found = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code).find((code) => code.includes(`'${name}/aws'`));
  must(found, `README.md has no \`\`\`ts example that imports ${name}/aws`);
  return found;
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

/** Examples a user copies, and how many nodes each has; without nodes there is no plan either. */
const EXAMPLES = { 'aws-sentinel': 3, 'aws-replication': 3, 'aws-cluster': 6, 'aws-backups': 3, 'aws-adopt-existing': 0 };

const PUBLISHED = [
  /^(package\.json|README\.md|LICENSE)$/,
  /^dist\/(lib|bin|constructs)\/.*\.(js|js\.map|d\.ts|json)$/,
  /^dist\/agent\/redis-ha-(agent|seed)\.js$/,
  /^dist\/backup\/handler\/index\.js$/,
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
    'inside.js': `require('${name}/dist/lib/index.js');`,
  });
  const installed = path.join(bare, 'node_modules', name);
  check('the core works without any framework', () => output(bare, 'index.js'));
  check('the core can be imported from an ES module', () => output(bare, 'esm.mjs'));
  check('the JSON Schema of the plan is published', () => output(bare, 'schema.js'));
  check('/aws without aws-cdk-lib says what is missing', () => {
    const { status, stderr } = node(bare, 'aws.js');
    must(status !== 0 && /MODULE_NOT_FOUND/.test(stderr) && /Cannot find module 'aws-cdk-lib/.test(stderr), `exit code ${status}\n${stderr}`);
  });
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
  const lowest = Object.entries(peerDependencies).map(([peer, range]) => `${peer}@${range.replace(/^\D+/, '')}`);
  const developed = Object.keys(peerDependencies).map((peer) => `${peer}@${devDependencies[peer]}`);
  for (const [folder, frameworks] of [['cdk-lowest', lowest], ['cdk-developed', developed]]) {
    const cdk = consumer(folder, [tarball, ...frameworks], {
      'app.ts': snippet(),
      'tsconfig.json': JSON.stringify({
        compilerOptions: { target: 'ES2022', module: 'Node16', moduleResolution: 'Node16', strict: true, skipLibCheck: true, types: [] },
        files: ['app.ts', ...Object.keys(EXAMPLES).map((example) => `${example}/app.ts`)],
      }),
    });
    for (const example of Object.keys(EXAMPLES)) {
      cpSync(path.join(root, 'examples', example), path.join(cdk, example), { recursive: true });
    }
    check(`the README's CDK example and the folders of examples/ compile with ${frameworks.join(', ')}`, () => {
      output(cdk, path.join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', '.');
    });
    check(`it synthesizes with ${frameworks[0]}, its plan beside it, and the command reads that plan`, () => synthesizes(cdk));
    for (const [example, nodes] of Object.entries(EXAMPLES)) {
      check(`so does examples/${example}`, () => synthesizes(cdk, `./${example}/app.js`, nodes));
    }
  }
} catch (error) {
  counts.failed += 1;
  console.log(`FAIL ${error.message}\n${error.stdout ?? ''}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed ? 1 : 0;
