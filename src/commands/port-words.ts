import { Failure } from '../failure.ts';
import type { Port } from '../machine/facts.ts';
import { type PortStep, stepCommands } from '../machine/port-scripts.ts';
import { parsePort, portText } from '../reach/addresses.ts';
import { wrap } from '../text/wrap.ts';
import { type CommonOptions, type Context, confirm, requireAnswer } from './context.ts';

/** @throws Failure `bad-port` */
export function requirePort(word: string): Port {
  const port = parsePort(word);
  if (!port) throw new Failure('bad-port', { word, nearest: portIn(word) });
  return port;
}

/** The port in an address that was copied from a browser: `http://localhost:3000/`, `localhost:3000`. */
function portIn(word: string): string | null {
  const [, port = ''] = /^(?:\w+:\/\/)?[^/:\s]*:(\d{1,5})(?:\/.*)?$/.exec(word) ?? [];
  return parsePort(port) ? port : null;
}

/** `Port 3000`, `Ports 3000 and 8080`. */
export function portsText(ports: readonly Port[]): string {
  const names = ports.map(portText);
  const list = names.length < 3 ? names.join(' and ') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `${names.length === 1 ? 'Port' : 'Ports'} ${list}`;
}

/**
 * Shows what is to run as administrator, and asks whether it may. Each command has a line of its own, however long, so
 * that it can be copied.
 * @param intro what it is for
 * @throws Failure `needs-yes`
 */
export async function confirmSteps(
  intro: string,
  steps: readonly PortStep[],
  options: CommonOptions,
  context: Context,
): Promise<boolean> {
  const { err, command } = context;
  requireAnswer(options, context, command);
  if (!options.quiet) {
    const commands = steps.flatMap(stepCommands).map((line) => `  ${err.colors.bold(line)}\n`);
    err.write(`${wrap(intro, err.width).join('\n')}\n\n${commands.join('')}\n`);
  }
  const isAgreed = await confirm('Windows will ask for administrator rights. Continue? [y/N] ', options, context);
  if (!isAgreed && !options.quiet) err.write('Nothing was changed.\n');
  return isAgreed;
}
