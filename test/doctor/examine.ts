import { type Facts, known, type Listener } from '../../src/machine/facts.ts';
import { MemoryMachine, runInMemory } from '../bench/run-in-memory.ts';
import { WELL } from '../bench/well.ts';

/** What `wslnet doctor --json` tells of a check. */
export interface Told {
  readonly id: string;
  readonly topic: string;
  readonly outcome: string;
  readonly ending: string;
  readonly seen: string;
  readonly why: string | null;
  readonly cures: readonly {
    readonly id: string;
    readonly text: string;
    readonly commands: readonly string[];
    readonly restart: string | null;
  }[];
}

export const NAT = '[wsl2]\nnetworkingMode=nat\n';
export const MIRRORED = '[wsl2]\nnetworkingMode=mirrored\n';
export const VIRTIOPROXY = '[wsl2]\nnetworkingMode=virtioproxy\n';
export const BRIDGED = '[wsl2]\nnetworkingMode=bridged\nvmSwitch=LAN\n';

/** A machine that is well but for some facts. @param text of its file; null for none */
export function machineWith(facts: Partial<Facts>, text: string | null): MemoryMachine {
  const machine = new MemoryMachine(text);
  machine.facts = { ...WELL, ...facts };
  return machine;
}

/** Runs `wslnet doctor --json` there. */
export async function examine(facts: Partial<Facts>, text: string | null): Promise<{ code: number; checks: Told[] }> {
  const { code, stdout } = await runInMemory(machineWith(facts, text), ['doctor', '--json']);
  return { code, checks: JSON.parse(stdout).checks };
}

/** The failures and warnings. */
export function problemsOf(checks: readonly Told[]): Told[] {
  return checks.filter(({ outcome }) => outcome === 'failure' || outcome === 'warning');
}

/** Facts in the short form that tables need. */
export const windows = (build: number, revision = 1, edition = 'Professional') => ({
  windows: known({ build, revision, edition }),
});
export const wsl = (version: string | null, kernel: string | null = '6.6.87') => ({
  wsl: known({ wsl: version, kernel }),
});
export const active = (mode: string) => ({ activeMode: known(mode) });
export const conf = (section: string, key: string, value: string) => ({
  wslConf: known([{ section, key, value }]),
});
export const tcp = (...ports: number[]): Listener[] =>
  ports.map((port) => ({ protocol: 'tcp', address: '0.0.0.0', port, program: null }));
export const udp = (...ports: number[]): Listener[] =>
  ports.map((port) => ({ protocol: 'udp', address: '0.0.0.0', port, program: null }));
export const warned = (code: string | null, text = 'wsl: Failed to configure network') => ({
  wslWarnings: known([{ time: Date.UTC(2026, 0, 1), text, code }]),
});
export const dynamic = (from: number, to = 65535) => ({
  dynamicPorts: known({ from, to }),
  dynamicUdpPorts: known({ from, to }),
});
