import type { PromotionStep, StepId } from './steps';

/** What is told while a promotion goes on. */
export interface StepEvent {
  readonly step: PromotionStep;
  /** From 1. */
  readonly number: number;
  readonly of: number;
  /** `begins`, `done` or `failed`. */
  readonly state: string;
  /** For people; empty when it begins. */
  readonly detail: string;
  /** How long it took; 0 when it begins. */
  readonly seconds: number;
}

/** Told every change of a promotion as it happens. */
export type OnStep = (event: StepEvent) => void;

/** A step that was done. */
export interface StepDone {
  readonly id: StepId;
  readonly title: string;
  readonly seconds: number;
  readonly detail: string;
}
