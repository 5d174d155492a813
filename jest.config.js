// Which suite runs: the default one stays short, the others have a script of their own (`npm run test:long`, ...).
const suite = process.env.REDIS_HA_SUITE ?? 'unit';
const special = ['long', 'soak', 'nodes', 'local-aws', 'k8s'];
const filesOf = (name) => [`<rootDir>/test/**/*.${name}.test.ts`, ...(['long', 'soak'].includes(name) ? [] : [`<rootDir>/test/${name}/**/*.test.ts`])];
const pathsOf = (name) => [`\\.${name}\\.test\\.ts$`, ...(['long', 'soak'].includes(name) ? [] : [`<rootDir>/test/${name}/`])];

// The CloudFormation validator costs some 3.5 s in every process that synthesizes. One suite,
// test/constructs/aws/validation.test.ts, turns it on for itself; jest's workers inherit this.
process.env.CDK_VALIDATION ??= 'false';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: special.includes(suite) ? filesOf(suite) : ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['<rootDir>/node_modules/', ...(special.includes(suite) ? [] : special.flatMap(pathsOf))],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cache/', '<rootDir>/cdk.out/'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' }, sourceMaps: 'inline' }],
  },
  // Examples import the package by its name, as a user does; in the checkout that name is the sources.
  moduleNameMapper: {
    '^redis-ha-constructs$': '<rootDir>/lib',
    '^redis-ha-constructs/aws$': '<rootDir>/constructs/aws',
    '^redis-ha-constructs/kubernetes$': '<rootDir>/constructs/kubernetes',
    '^redis-ha-constructs/pulumi(/aws|/kubernetes|)$': '<rootDir>/constructs/pulumi$1',
    '^(@npmcli/arborist|.*/typescript-shim)$': '<rootDir>/test/no-serialized-functions.ts',
  },
  collectCoverageFrom: ['lib/**/*.ts', 'constructs/**/*.ts', 'bin/**/*.ts'],
  coverageProvider: 'v8',
  // The folder for temporary things is a new one in each run.
  cacheDirectory: '<rootDir>/.cache/jest',
  maxWorkers: suite === 'unit' ? 2 : 1,
  workerIdleMemoryLimit: '1GB',
};
