import { LANDMARKS } from './ends.ts';
import type { FactName, Facts } from './facts.ts';
import { searchHomes } from './homes.ts';
import { lastRestartPath } from './locate.ts';
import type { Machine } from './machine.ts';
import { powershellOf } from './powershell.ts';
import { startInquiry } from './probes/probe-table.ts';
import { programsOf } from './programs.ts';
import { startWsl, stopWsl, type WslControl } from './restart.ts';
import { findPlace, once, type System } from './system.ts';

/** The part of a machine that is not in this process and not in one file: what has to be looked for or asked. */
export type OuterMachine = Pick<
  Machine,
  'place' | 'locate' | 'findFacts' | 'stopWsl' | 'startWsl' | 'handOverRestart' | 'changePorts' | 'openEnds'
>;

/** The outer part of the machine that a system stands for. Nothing is asked before it is needed. */
export function openOuterMachine(system: System): OuterMachine {
  const place = once(() => findPlace(system));
  const programs = programsOf(system, place);
  const control: WslControl = {
    programs: programsOf({ ...system, timeout: system.restartTimeout }, place),
    findDistributions: async () => (await findFacts(['distributions'], null)).distributions,
    timeout: system.restartTimeout,
  };
  return {
    place,
    locate: async () => await searchHomes(system, await place(), programs),
    findFacts,
    stopWsl: (onWaiting) => stopWsl(control, onWaiting),
    startWsl: () => startWsl(control),
    async handOverRestart(request) {
      const { handOverRestart } = await import('./restart.ts');
      const powershell = powershellOf(() => programs.findWindows('powershell.exe'));
      await handOverRestart(system, powershell, request, lastRestartPath(system.env, system.platform));
    },
    async changePorts(steps) {
      const { changePorts } = await import('./port-changes.ts');
      await changePorts(
        powershellOf(() => programs.findWindows('powershell.exe')),
        steps,
      );
    },
    async openEnds() {
      const { openWindowsEnd } = await import('./remote-end.ts');
      const powershell = powershellOf(() => programs.findWindows('powershell.exe'));
      const windows = openWindowsEnd(powershell, system.timeout * 2);
      const linux = await openLinux();
      const close = async () => void (await Promise.all([windows.close(), linux.close()]));
      return { windows, linux, landmarks: LANDMARKS, close };
    },
  };

  async function openLinux() {
    if ((await place()) !== 'windows') return new (await import('./linux-end.ts')).SocketEnd(system, programs);
    const { distributions } = await findFacts(['distributions'], null);
    // A name can take longer than a program that only looks something up here.
    const slower = programsOf({ ...system, timeout: system.timeout * 2 }, place);
    return (await import('./remote-end.ts')).openDistributionEnd(slower, distributions);
  }

  async function findFacts<N extends FactName>(
    names: readonly N[],
    file: string | null,
    onFound?: (name: N) => void,
    powershellTimeout?: number,
  ): Promise<Pick<Facts, N>> {
    const inquiry = startInquiry(system, await place(), programs, file, powershellTimeout);
    const find = async (name: N) => {
      const fact = await inquiry.get(name);
      onFound?.(name);
      return [name, fact] as const;
    };
    return Object.fromEntries(await Promise.all(names.map(find))) as unknown as Pick<Facts, N>;
  }
}
