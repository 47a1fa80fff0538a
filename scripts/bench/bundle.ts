import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

/** A script of this folder with all that it imports, as one plain script: the same bytes for Node and for a browser. */
export async function bundle(entry: string): Promise<string> {
  const [output] = (await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL(entry, import.meta.url)),
        formats: ['iife'],
        name: 'bundle',
      },
    },
  })) as Rolldown.RolldownOutput[];
  return output.output[0].code;
}
