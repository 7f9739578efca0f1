import { createSimulator } from './index.js';
import { readCommandLine, USAGE } from './options.js';

function fail(text: string): never {
  process.stderr.write(`simulator: ${text}\n`);
  process.exit(1);
}

function explain(error: unknown, port: number): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `port ${port} is already in use; choose another with --port or SIMULATOR_PORT`;
  if (code === 'EACCES') return `no permission: ${message}`;
  return message;
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  let port = 4010;
  try {
    const command = readCommandLine(args, process.env);
    port = command.port;
    const simulator = await createSimulator(command.options);
    const url = await simulator.listen(command.port, command.host);
    const stop = (): void => {
      simulator.close().then(
        () => process.exit(0),
        (error: unknown) => fail(explain(error, port)),
      );
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    process.stdout.write(`simulator listening on ${url}\n`);
  } catch (error) {
    fail(explain(error, port));
  }
}

await main();
