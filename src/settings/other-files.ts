import { SECTIONS } from './catalogue.ts';

/** The sections of `/etc/wsl.conf`, the file of one distribution. Two of them are sections of `.wslconfig` as well. */
export const WSL_CONF_SECTIONS = [
  ...['automount', 'network', 'interop', 'user', 'boot', 'gpu', 'time', 'filesystem', 'fileserver', 'general', 'wsl2'],
] as const;

/** Keys of `/etc/wsl.conf` that mean it in any section, in small letters, with the section they belong in. */
export const WSL_CONF_KEYS: ReadonlyMap<string, string> = new Map([
  ['systemd', 'boot'],
  ['mountfstab', 'automount'],
  ['generatehosts', 'network'],
  ['generateresolvconf', 'network'],
  ['hostname', 'network'],
  ['appendwindowspath', 'interop'],
]);

/** A file beside `.wslconfig` that a section belongs in. */
export interface OtherFile {
  readonly file: '/etc/wsl.conf' | '.wslgconfig';
  readonly section: string;
}

/** The file of WSL's that has a section of this name, in any letter case; null where none has, or `.wslconfig` has it too. */
export function otherFileOf(section: string): OtherFile | null {
  const name = section.toLowerCase();
  if (name === 'system-distro-env') return { file: '.wslgconfig', section: name };
  const isOwn = SECTIONS.some((own) => own === name);
  return WSL_CONF_SECTIONS.some((other) => other === name) && !isOwn ? { file: '/etc/wsl.conf', section: name } : null;
}
