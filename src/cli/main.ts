import { call } from './call';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader has gone, as in `… | head`.
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const say = (text: string) => void process.stderr.write(`${text}\n`);

process.exitCode = await call(process.argv.slice(2), {
  print: (text) => void process.stdout.write(`${text}\n`),
  say,
  progress: say,
});
