#!/usr/bin/env node
import { ExitCode } from './commands/exit-code';
import { run } from './commands/run';

void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  if (code === ExitCode.INTERRUPTED) {
    // What was interrupted may still be waiting for something that will not happen.
    process.exit();
  }
});
