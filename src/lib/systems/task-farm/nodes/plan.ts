/** How a job is divided. Fixed when it begins. */
export interface Plan {
  readonly tasks: number;
  readonly batch: number;
}

export const batchesOf = ({ tasks, batch }: Plan): number => Math.ceil(tasks / batch);

/** Tasks in batch `i`; the last may be smaller. */
export const sizeOf = ({ tasks, batch }: Plan, i: number): number =>
  Math.min(batch, tasks - i * batch);
