import { known, unknown } from '../../facts.ts';
import { isInside } from '../place.ts';
import { understood } from '../programs.ts';
import type { Probe } from './probe.ts';

/** The engine's version; null where there is no Docker. It is asked for by name, and does not start anything. */
export const probeDocker: Probe<'docker'> = async ({ askLinux, askWindows, place }) => {
  const isWindows = place === 'windows';
  if (!isWindows && !isInside(place)) return unknown('not-here', 'docker');
  const name = isWindows ? 'docker.exe' : 'docker';
  const answer = await (isWindows ? askWindows : askLinux)(name, 'version', '--format', '{{.Server.Version}}');
  if (!answer.known && answer.why === 'no-program') return known(null);
  return understood(name, answer, (text) => /^\d+(?:\.\d+)+/.exec(text.trim())?.[0] ?? null);
};
