import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Which room of lib/ may import which others: the table of CONTRIBUTING.md. A room may always import itself. */
const ROOMS = {
  model: [],
  plan: ['model'],
  certificates: [],
  // What the regions of a deployment agree on: who is active, and how that changes.
  region: ['model', 'plan'],
  config: ['model', 'plan', 'certificates'],
  redis: ['model'],
  cluster: ['model', 'plan', 'redis'],
  rdb: [],
  backup: ['model', 'redis', 'rdb', 'cluster', 'certificates'],
  agent: ['model', 'plan', 'config', 'redis', 'backup', 'cluster', 'certificates', 'region'],
  manifests: ['model', 'plan', 'config', 'certificates'],
  aws: ['model', 'plan', 'config', 'certificates'],
  observe: ['model', 'plan'],
  // redis: it asks the servers themselves whether they are healthy, with the agent's own connection.
  lab: ['model', 'plan', 'config', 'agent', 'redis', 'cluster', 'backup', 'certificates', 'region'],
  drill: ['model', 'plan', 'lab', 'redis', 'backup', 'rdb', 'cluster', 'certificates', 'region'],
  runbook: ['model', 'plan', 'region'],
  diagram: ['model', 'plan'],
  doctor: ['model', 'plan', 'redis', 'cluster'],
};
const CONSTRUCTS = ['model', 'plan', 'config', 'manifests', 'aws', 'observe', 'runbook', 'certificates'];
const PLATFORMS = ['aws', 'kubernetes', 'pulumi'];
const FRAMEWORKS = ['aws-cdk-lib', 'constructs', 'cdk8s', 'cdk8s-plus-*', '@pulumi/*', 'cdk-nag'];

const frameworks = {
  group: FRAMEWORKS.flatMap((name) => [name, `${name}/**`]),
  message: 'Only constructs/, examples/ and bin/app.ts know a framework.',
};
const selfImport = {
  group: ['redis-ha-constructs', 'redis-ha-constructs/**'],
  message: 'Inside the package import the file; only examples/ use the public entry points.',
};

const allowed = (rooms) => (rooms.length ? `${rooms.map((room) => `lib/${room}`).join(', ')} only` : 'nothing of this package');

const zones = [
  ...Object.entries(ROOMS).map(([room, rooms]) => ({
    target: `./lib/${room}`,
    from: './lib',
    except: [`./${room}`, ...rooms.map((name) => `./${name}`)],
    message: `lib/${room} may import ${allowed(rooms)}.`,
  })),
  ...['constructs', 'bin', 'examples', 'test', 'scripts'].map((from) => ({
    target: './lib', from: `./${from}`, message: `lib/ never imports ${from}/.`,
  })),
  ...PLATFORMS.map((platform) => ({
    target: `./constructs/${platform}`,
    from: './lib',
    except: CONSTRUCTS.map((name) => `./${name}`),
    message: `constructs/ may import ${allowed(CONSTRUCTS)}.`,
  })),
  ...PLATFORMS.map((platform) => ({
    target: `./constructs/${platform}`, from: './constructs', except: [`./${platform}`], message: 'constructs/* never import each other.',
  })),
  ...['bin', 'examples', 'test', 'scripts'].map((from) => ({
    target: './constructs', from: `./${from}`, message: `constructs/ never imports ${from}/.`,
  })),
  ...['lib', 'constructs', 'bin', 'test', 'scripts'].map((from) => ({
    target: './examples', from: `./${from}`, message: "Examples import the package's public entry points only.",
  })),
];

const NAMELESS = ['utils', 'util', 'helpers', 'helper', 'common', 'misc'];

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'cdk.out/**', 'coverage/**', '.cache/**', 'jest.config.js'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.json'] })] },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
      'max-lines': ['error', { max: 300 }],
      'max-len': ['error', { code: 130, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true }],
      'eqeqeq': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A plan is JSON: its members are strings, compared with the enums they were written from.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // Interfaces with a promise keep it even where one implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [frameworks, selfImport] }],
    },
  },
  {
    files: [
      'constructs/**/*.ts', 'bin/app.ts', 'test/constructs/**/*.ts', 'test/nodes/apps/*.ts', 'test/bin/**/*.ts', 'test/scripts/**/*.ts',
      // Manifests are held against the typed objects of cdk8s-plus.
      'test/lib/manifests/**/*.ts',
    ],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [selfImport] }] },
  },
  { files: ['examples/**/*.ts', 'test/examples/**/*.ts', 'plugin/**/*.ts', 'test/plugin/**/*.ts'], rules: { '@typescript-eslint/no-restricted-imports': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      // Answers of JSON.parse, templates and mocks are `any` by nature here; the assertion is the check.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    rules: { 'max-lines': ['error', { max: 300 }], 'max-len': ['error', { code: 130, ignoreStrings: true, ignoreTemplateLiterals: true }] },
  },
  {
    files: NAMELESS.flatMap((name) => [`**/${name}.{ts,mjs,js}`, `**/${name}/**`]),
    rules: {
      'no-restricted-syntax': ['error', {
        selector: 'Program', message: 'A file says in its name what it holds: no utils, helpers, common, misc.',
      }],
    },
  },
);
