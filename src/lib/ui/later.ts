/** Does a job next, as a task of its own, so that input and frames get their turn first. Returns what takes it back. */
export function soon(job: () => void): () => void {
  const handle = setTimeout(job);
  return () => clearTimeout(handle);
}
