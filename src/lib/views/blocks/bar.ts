/** How a bar looks: what its colour means, and what sets its outline apart from others of that colour. */
export interface BarLook {
  readonly tone: 'message' | 'healthy' | 'fault' | 'unknown';
  /** Width of the outline, px; 1 when left out. */
  readonly line?: number;
  /** As `stroke-dasharray` has it. */
  readonly dash?: string;
  /** Filled with the colour itself, without an outline: too narrow for one. */
  readonly solid?: boolean;
}
