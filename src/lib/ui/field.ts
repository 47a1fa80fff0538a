/** What every control with a label is given. */
export interface FieldProps<T> {
  label: string;
  value: T;
  help?: string;
  disabled?: boolean;
  /** The final value: not while it is being changed. */
  onchange?: (value: T) => void;
}
