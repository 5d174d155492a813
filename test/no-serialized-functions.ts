// Instead of the TypeScript compiler and npm's resolver of dependencies, which @pulumi/pulumi loads to turn functions of a
// program into Lambda functions. No component does that, and loading both again in every test file was more than half of loading
// Pulumi. Whoever uses one of them here finds it undefined; programs of examples/ run by themselves and have the real ones.
export {};
