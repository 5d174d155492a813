import { execFileSync } from 'node:child_process';
import path from 'node:path';

interface Case { readonly file: string; readonly code: string }
interface Message { readonly ruleId: string | null; readonly message: string }

// ESLint loads its ES-module configuration by a dynamic import, which jest's sandbox refuses: so one child process
// judges all cases. Rules that need types are off there: the files of the cases do not exist.
const JUDGE = `
  import { ESLint } from 'eslint';
  import tseslint from 'typescript-eslint';
  const eslint = new ESLint({ overrideConfig: [
    { files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked },
    { files: ['**/*.ts'], languageOptions: { parserOptions: { project: false, program: null, projectService: false } } },
  ] });
  const cases = JSON.parse(process.argv[1]);
  const results = [];
  for (const { file, code } of cases) {
    const [result] = await eslint.lintText(code, { filePath: file });
    results.push(result.messages.map(({ ruleId, message }) => ({ ruleId, message })));
  }
  console.log(JSON.stringify(results));
`;

const root = path.join(__dirname, '../..');

const PATHS = 'import-x/no-restricted-paths';
const NAMES = '@typescript-eslint/no-restricted-imports';
const use = (specifier: string) => `import * as it from '${specifier}';\nexport const x = it;\n`;

const rejected: [string, string, string, string, RegExp][] = [
  ['the model imports the plan', 'lib/model/x.ts', use('../plan'), PATHS, /lib\/model may import nothing of this package/],
  ['the model imports the plan for a type', 'lib/model/x.ts',
    "import type { DeploymentPlan } from '../plan';\nexport type X = DeploymentPlan;\n", PATHS, /lib\/model may import nothing/],
  ['the model re-exports the plan', 'lib/model/x.ts', "export * from '../plan';\n", PATHS, /lib\/model may import nothing/],
  ['the plan imports the configuration', 'lib/plan/x.ts', use('../config/node-config'), PATHS, /lib\/plan may import lib\/model only/],
  ['the lab imports the plan through the package barrel', 'lib/lab/x.ts', use('../index'), PATHS, /lib\/lab may import/],
  ['lib imports tests', 'lib/plan/x.ts', use('../../test/scripts/lint.test'), PATHS, /lib\/ never imports test\//],
  ['a construct imports the lab', 'constructs/aws/x.ts', use('../../lib/lab/lab'), PATHS, /constructs\/ may import/],
  ['constructs of one platform import another', 'constructs/kubernetes/x.ts', use('../aws'), PATHS, /never import each other/],
  ['an example imports a file of the package', 'examples/x/app.ts', use('../../lib/plan'), PATHS, /public entry points only/],
  ['lib imports a framework', 'lib/plan/x.ts', use('aws-cdk-lib'), NAMES, /Only constructs\//],
  ['lib imports a part of a framework', 'lib/aws/x.ts', use('aws-cdk-lib/aws-ec2'), NAMES, /Only constructs\//],
  ['lib imports Pulumi', 'lib/plan/x.ts', use('@pulumi/aws'), NAMES, /Only constructs\//],
  ['the CLI imports a framework', 'bin/redis-ha.ts', use('constructs'), NAMES, /Only constructs\//],
  ['lib imports the package by its name', 'lib/plan/x.ts', use('redis-ha-constructs'), NAMES, /import the file/],
  ['a file is called utils', 'lib/plan/utils.ts', 'export const x = 1;\n', 'no-restricted-syntax', /says in its name/],
  ['a folder is called helpers', 'lib/helpers/x.ts', 'export const x = 1;\n', 'no-restricted-syntax', /says in its name/],
  ['a file has 301 lines', 'lib/plan/x.ts', 'export {};\n'.repeat(301), 'max-lines', /too many lines/],
];

const accepted: [string, string, string][] = [
  ['the plan imports the model', 'lib/plan/x.ts', use('../model')],
  ['a room imports itself', 'lib/plan/x.ts', use('./bindings')],
  ['a construct imports CDK, the plan and the model', 'constructs/aws/x.ts',
    `${use('aws-cdk-lib')}export * from '../../lib/plan';\nexport * from '../../lib/model';\n`],
  ['an example imports the package by its name', 'examples/x/app.ts', `${use('redis-ha-constructs')}export * from 'aws-cdk-lib';\n`],
  ['the CLI imports the lab', 'bin/redis-ha.ts', use('../lib/lab/lab')],
  ['a file of 300 lines', 'lib/plan/x.ts', 'export {};\n'.repeat(300)],
];

describe('eslint.config.mjs', () => {
  let messages: Message[][];

  beforeAll(() => {
    const cases: Case[] = [...rejected, ...accepted].map(([, file, code]) => ({ file, code }));
    const argv = ['--input-type=module', '-e', JUDGE, JSON.stringify(cases)];
    const output = execFileSync(process.execPath, argv, { cwd: root, encoding: 'utf8' });
    messages = JSON.parse(output) as Message[][];
  }, 60_000);

  test.each(rejected.map((entry, index) => [...entry, index] as const))('rejects: %s', (_name, _file, _code, rule, text, index) => {
    expect(messages[index]).toContainEqual({ ruleId: rule, message: expect.stringMatching(text) });
  });

  test.each(accepted.map((entry, index) => [...entry, rejected.length + index] as const))('accepts: %s', (_name, _file, _code, index) => {
    expect(messages[index]).toEqual([]);
  });
});
