import { BAD_USAGE, EXIT, Failure } from '../failure.ts';
import { addressOf, addressProblem, TARGETS, type Target } from '../reach/address.ts';
import { requirePort } from '../reach/notation.ts';
import { wrapped } from '../text/wrap.ts';
import { defineCommand, flag, optionalOperand } from './define.ts';
import { portNumber } from './json.ts';
import { viewAddresses, viewReach } from './look.ts';

export default defineCommand({
  summary: 'print the address to reach Windows or Linux',
  details: [
    'windows: the address of Windows, as seen from Linux. linux: the address of Linux, as seen from Windows. lan: the address that other devices use for either.',
  ],
  operands: {
    target: optionalOperand<Target>('target', 'whose address', { choices: TARGETS }),
    port: optionalOperand('port', 'print address:port, with a warning if the port does not answer'),
  },
  options: { env: flag('print variables for a shell: WSLNET_WINDOWS, WSLNET_LINUX, WSLNET_LAN') },
  examples: ['curl http://$(wslnet address windows 8080)/', 'eval "$(wslnet address --env)"'],
  json: (z) =>
    z.strictObject({
      addresses: z
        .array(
          z.strictObject({
            target: z.enum(TARGETS),
            address: z.nullable(z.string()).check(z.describe('Null if unknown.')),
            port: z.nullable(portNumber(z)),
            problem: z.nullable(z.string()).check(z.describe('Why the port does not answer there.')),
          }),
        )
        .check(z.describe('One, or all three with --env alone.')),
    }),
  async run(options, context) {
    const { target } = options;
    if (target === undefined && !options.env) {
      throw new Failure(BAD_USAGE, {
        message: 'Say whose address to print.',
        hint: `Choose from ${TARGETS.join(', ')}, or print all with --env.`,
      });
    }
    const port = options.port === undefined ? null : requirePort(options.port);
    const targets = target === undefined ? TARGETS : [target];
    const view = await (port ? viewReach(options, context) : viewAddresses(targets, options, context));
    // Where WSL is stopped, the mode of its next start counts: nothing is started to know an address.
    const isStopped = !view.mode.known && view.mode.why === 'not-running' && view.expected !== null;
    const expected = isStopped ? { ...view, mode: { known: true, value: view.expected ?? '' } as const } : view;
    const found = targets.map((one) => {
      const address = target === undefined ? addressOrNull(one, expected) : addressOf(one, expected);
      return { target: one, address, port: port?.port ?? null, problem: port && addressProblem(one, port, expected) };
    });
    if (options.json) {
      context.printJson({ addresses: found });
      return EXIT.done;
    }
    for (const { target: name, address, problem } of found) {
      if (address === null) continue;
      const pair = port ? `${address}:${port.port}` : address;
      context.out.write(options.env ? variable(name, pair, view.place === 'windows') : `${pair}\n`);
      if (problem !== null && !options.quiet) {
        context.err.write(wrapped(problem, context.err.width, context.err.colors.yellow));
      }
    }
    return EXIT.done;
  },
});

/** One that is missing does not keep the others back. */
function addressOrNull(...args: Parameters<typeof addressOf>): string | null {
  try {
    return addressOf(...args);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

/** It holds digits, dots and a colon, and needs no quotes but in PowerShell. */
function variable(target: Target, value: string, isPowerShell: boolean): string {
  const name = `WSLNET_${target.toUpperCase()}`;
  return isPowerShell ? `$env:${name} = '${value}'\n` : `export ${name}=${value}\n`;
}
