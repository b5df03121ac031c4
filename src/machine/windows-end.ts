import type { Adapter, Resolution, WindowsEnd } from './ends.ts';
import { type Fact, known, unknown } from './facts.ts';
import type { PowerShell } from './powershell.ts';
import { WINDOWS_END } from './powershell-scripts.ts';
import { numberOrNull, openRemoteEnd, problemIn } from './remote-end.ts';

/** A Windows end that can be closed. */
export interface OpenWindowsEnd extends WindowsEnd {
  close(): Promise<void>;
}

const NAME = 'powershell.exe';

/** How long it may take to list the adapters, in milliseconds. */
const ADAPTERS_TIMEOUT = 3000;

/**
 * Starts the Windows end, a PowerShell. A virus scanner may keep it from starting for ten seconds: then every answer is
 * unknown.
 * @param startTimeout milliseconds
 */
export function openWindowsEnd(powershell: PowerShell, startTimeout: number): OpenWindowsEnd {
  const { exchange, listen, ask, close } = openRemoteEnd({
    name: NAME,
    encoding: 'base64',
    start: (onLine) => powershell.start(WINDOWS_END, onLine),
    startTimeout,
  });
  return { exchange, listen, close, resolve, adapters };

  async function resolve(name: string, timeout: number): Promise<Fact<Resolution>> {
    const answer = await ask({ do: 'resolve', name, timeout }, timeout);
    if (!answer.known) return answer;
    const { addresses, ms, problem } = answer.value;
    return known({ addresses: strings(addresses), ms: Number(ms ?? 0), problem: problemIn(problem) });
  }

  async function adapters(): Promise<Fact<readonly Adapter[]>> {
    const answer = await ask({ do: 'describe' }, ADAPTERS_TIMEOUT);
    if (!answer.known) return answer;
    const list = answer.value['adapters'];
    if (!Array.isArray(list)) return unknown('not-understood', NAME);
    return known(
      list.map(({ name, mtu, addresses, gateways }) => ({
        name: String(name),
        mtu: numberOrNull(mtu),
        addresses: strings(addresses),
        gateways: strings(gateways),
      })),
    );
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
