import type { RdbHeader } from './header';
import { operands, valueShapes, type Field } from './value-shapes';

/** Steps of the parser: each is a number and an argument. */
export const Step = {
  /** Reads a type or an opcode and goes to its steps. Where it stands, at 0, is where every program ends. */
  NEXT_RECORD: 0,
  LENGTH: 1,
  STRING: 2,
  DOUBLE: 3,
  MODULE: 4,
  /** Argument: how many. */
  BYTES: 5,
  /** Reads how often what follows is repeated. Argument: where to go on when never. */
  REPEAT: 6,
  /** Argument: where the repeated begins. */
  AGAIN: 7,
  KEY_READ: 8,
  DONE: 9,
} as const;

export interface Program {
  readonly steps: Int32Array;
  /** Where each type's or opcode's steps begin; 0 where there are none. */
  readonly entries: Int32Array;
}

const STEP_OF = { length: Step.LENGTH, string: Step.STRING, double: Step.DOUBLE, module: Step.MODULE } as const;
const programs = new Map<string, Program>();

/** Repetitions within repetitions: groups of a stream, their consumers, what is pending with them. */
export const DEEPEST = 3;

/** All shapes as one flat program. */
export function programOf(magic: RdbHeader['magic']): Program {
  const known = programs.get(magic) ?? compile(magic);
  programs.set(magic, known);
  return known;
}

function compile(magic: RdbHeader['magic']): Program {
  const steps: number[] = [Step.NEXT_RECORD, 0];
  const entries = new Int32Array(256);
  for (const [type, shape] of Object.entries(valueShapes(magic))) {
    entries[Number(type)] = steps.length;
    steps.push(Step.STRING, 0, Step.KEY_READ, 0);
    emit(steps, shape);
    steps.push(Step.DONE, 0);
  }
  for (const [opcode, shape] of Object.entries(operands(magic))) {
    entries[Number(opcode)] = steps.length;
    emit(steps, shape);
    steps.push(Step.DONE, 0);
  }
  return { steps: Int32Array.from(steps), entries };
}

function emit(steps: number[], shape: readonly Field[]): void {
  for (const field of shape) {
    if (typeof field === 'string') {
      steps.push(STEP_OF[field], 0);
    } else if ('bytes' in field) {
      steps.push(Step.BYTES, field.bytes);
    } else {
      const begin = steps.push(Step.REPEAT, 0);
      emit(steps, field.each);
      steps.push(Step.AGAIN, begin);
      steps[begin - 1] = steps.length;
    }
  }
}
